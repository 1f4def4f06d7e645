// Imported first: the contract API reads its log level when it is loaded, and would print a line for each function.
process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'WARNING';

export {};

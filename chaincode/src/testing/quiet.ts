// Imported first: fabric-shim reads its log level when it is loaded. Refusals are what tests are about; no line for each.
process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'CRITICAL';

export {};

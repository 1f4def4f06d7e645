export * from './http/api.js';
export { type GatewayOptions, type RunningGateway, runGateway } from './run.js';

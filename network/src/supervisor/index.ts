export { freePortBase, freePortRange } from './freeports.js';
export { lastLines } from './logfile.js';
export { portAnswers, portIsFree, requireFreePorts } from './ports.js';
export { isRunning, processIdentity } from './processidentity.js';
export type { Probe, ProcessPhase, ProcessSpec, ProcessStatus } from './spec.js';
export { readState, type SupervisorState, supervisorRuns } from './statefile.js';
export { endLeftovers, Supervisor, type SupervisorOptions } from './supervisor.js';

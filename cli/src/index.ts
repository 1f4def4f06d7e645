/** The parts of the command that tests of the whole product use. */
export { CAST, DISTRICT_SEED, type Member } from './district/cast.js';
export { GatewayClient, Refusal } from './district/client.js';
export { CERTIFIER, Done, type Gateways, Info, OFFICE, OPERATOR } from './district/gateways.js';
export { instruct } from './district/instructions.js';
export { type Actor, loadActors, Person, writeResidents } from './district/keys.js';
export { DistrictMeters } from './district/meters.js';
export { FIRST_DAY, UTC_OFFSET_MINUTES } from './district/profiles.js';
export { Simulation, type SimulationOptions } from './district/simulation.js';
export { type Story, storiesOf } from './district/stories.js';
export { districtProcess } from './start/instance.js';
export { linguangTopology, type Profile } from './start/linguangtopology.js';
export {
    ORGANISATIONS,
    type OrganisationName,
    TemporaryInstance,
    type TemporaryOptions,
} from './temporary/instance.js';
export { freePortBase } from './temporary/ports.js';

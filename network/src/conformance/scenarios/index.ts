import type { Scenario } from '../scenario.js';
import { blocks } from './blocks.js';
import { calls } from './calls.js';
import { collectionPolicies } from './collectionpolicies.js';
import { commitStatus } from './commitstatus.js';
import { crash } from './crash.js';
import { peersDown } from './down.js';
import { endorse } from './endorse.js';
import { evaluate } from './evaluate.js';
import { events } from './events.js';
import { heights } from './heights.js';
import { keyPolicies } from './keypolicies.js';
import { offlineSigning } from './offline.js';
import { privateData, privateDataEnds } from './privatedata.js';
import { proposals } from './proposals.js';
import { ranges } from './ranges.js';
import { redefinition } from './redefinition.js';
import { requests } from './requests.js';
import { submit } from './submit.js';
import { system } from './system.js';
import { validation } from './validation.js';

/** All scenarios in the order in which they are played: those that take nodes down come last. */
export const scenarios: readonly Scenario[] = [
    evaluate,
    endorse,
    submit,
    commitStatus,
    offlineSigning,
    validation,
    ranges,
    keyPolicies,
    collectionPolicies,
    privateData,
    privateDataEnds,
    calls,
    events,
    blocks,
    proposals,
    requests,
    system,
    redefinition,
    crash,
    peersDown,
    heights,
];

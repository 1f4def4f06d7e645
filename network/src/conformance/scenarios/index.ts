import type { Scenario } from '../scenario.js';
import { calls } from './calls.js';
import { collectionPolicies } from './collectionpolicies.js';
import { commitStatus } from './commitstatus.js';
import { endorse } from './endorse.js';
import { evaluate } from './evaluate.js';
import { events } from './events.js';
import { keyPolicies } from './keypolicies.js';
import { offlineSigning } from './offline.js';
import { privateData, privateDataEnds } from './privatedata.js';
import { ranges } from './ranges.js';
import { submit } from './submit.js';
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
];

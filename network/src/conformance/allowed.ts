import type { Allowance } from './compare.js';
import type { Outcome } from './transcript/transcript.js';

const error = (code: string, message: string, details?: readonly string[]): Outcome => ({
    error: { code, message, ...(details === undefined ? {} : { details }) },
});

const TRAILING_SPACE =
    "the message ends with a space: Go's gRPC sends it bare and Node's HTTP/2 drops such a header, ours is escaped and arrives";
const trailingSpace = (scenario: string, step: string, outcome: Outcome): Allowance => ({
    scenario,
    step,
    reason: TRAILING_SPACE,
    instead: [outcome],
});
const failedEvaluation = (text: string): Outcome =>
    error('UNKNOWN', `evaluate call to endorser returned error: chaincode response 500, ${text}`, [
        `AlphaMSP: chaincode response 500, ${text}`,
    ]);

const GRPC = "the text is the gRPC library's; the status is the same";
const unreadable = (step: string): Allowance => ({
    scenario: 'requests',
    step: `${step}: bytes that are no message`,
    reason: GRPC,
    instead: [error('INTERNAL', 'Error deserializing request')],
});
const unimplemented = (step: string, method: string, reason: string): Allowance => ({
    scenario: 'requests',
    step,
    reason,
    instead: [error('UNIMPLEMENTED', `The server does not implement the method ${method}`)],
});

const distribution = (collections: string): Outcome =>
    error(
        'FAILED_PRECONDITION',
        'requires endorsement from organisation(s) that are not in the distribution policy of the private data ' +
            `collection(s): [${collections}]; retry specifying trusted endorsing organizations to protect transient data`,
    );

const LSCC = 'there is no legacy lifecycle; a real 3.1 peer fails too, in looking for its program';
const lscc = (way: string, outcome: Outcome): Allowance => ({
    scenario: 'proposals',
    step: `the legacy chaincode lscc (${way})`,
    reason: LSCC,
    instead: [outcome],
});
const LSCC_REFUSED =
    'make sure the chaincode lscc has been successfully defined on channel conformance and try again: chaincode lscc not found';
const NO_METADATA =
    'no combination of peers can be derived which satisfy the endorsement policy: No metadata was found for';

/** Where the embedded network cannot equal Fabric 3.1, and what exactly it answers instead. Nothing else may differ. */
export const EMBEDDED_ALLOWANCES: readonly Allowance[] = [
    trailingSpace('evaluate', 'an error without a message', failedEvaluation('')),
    trailingSpace('proposals', 'no arguments (evaluate)', failedEvaluation('there is no function ')),
    trailingSpace('proposals', 'an empty function (evaluate)', failedEvaluation('there is no function ')),
    trailingSpace(
        'proposals',
        'no channel (endorse)',
        error('FAILED_PRECONDITION', `${NO_METADATA} chaincode lone in channel `),
    ),
    ...['Evaluate', 'Endorse', 'Submit', 'CommitStatus'].map(unreadable),
    {
        scenario: 'requests',
        step: 'broadcast: bytes that are no message',
        reason: GRPC,
        instead: [{ ok: { end: 'failed', error: { code: 'INTERNAL', message: 'Error deserializing request' } } }],
    },
    unimplemented('an unknown method', '/gateway.Gateway/Nothing', GRPC),
    unimplemented('an unknown service', '/gateway.Nothing/Evaluate', GRPC),
    unimplemented(
        'the discovery service, empty',
        '/discovery.Discovery/Discover',
        'there is no discovery service: its clients ended with Fabric 2.4, and the gateway knows all peers',
    ),
    lscc('peer', { ok: { status: 500, message: LSCC_REFUSED, payload: '', endorsed: false } }),
    lscc(
        'evaluate',
        error('FAILED_PRECONDITION', 'no peers available to evaluate chaincode lscc in channel conformance'),
    ),
    {
        scenario: 'collection-policies',
        step: 'two collections, found by the gateway',
        reason: 'collections are listed in the order of their names; real Fabric draws the order, and another was recorded',
        instead: [distribution('pair sealed')],
    },
    lscc('endorse', error('FAILED_PRECONDITION', `${NO_METADATA} chaincode lscc in channel conformance`)),
];

const DISAGREE = 'failed to collect enough transaction endorsements, see attached details for more info';
const disagreed = (mspId: string): Outcome =>
    error('ABORTED', DISAGREE, [`${mspId}: ProposalResponsePayloads do not match`]);

/** A network that a race can be seen on: a line of real Fabric, or the embedded one. */
export type Engine = '3.1' | '2.5' | 'embedded';

/** Answers that chance decides: all that may be seen, whichever of them was recorded, and where. */
export const RACES: readonly (Allowance & Readonly<{ on: readonly Engine[] }>)[] = [
    {
        on: ['3.1', '2.5', 'embedded'],
        scenario: 'endorse',
        step: 'results that differ',
        reason: 'the peer whose answer comes second is named',
        instead: [disagreed('AlphaMSP'), disagreed('BetaMSP')],
    },
    {
        on: ['3.1', '2.5'],
        scenario: 'collection-policies',
        step: 'two collections, found by the gateway',
        reason: 'collections are listed in the order of a Go map, which is random',
        instead: [distribution('pair sealed'), distribution('sealed pair')],
    },
    {
        on: ['2.5'],
        scenario: 'commit-status',
        step: 'no transaction',
        reason: "2.5 waits until the caller's deadline, where client and server race",
        instead: [error('CANCELLED', 'Call cancelled'), error('DEADLINE_EXCEEDED', 'Deadline exceeded')],
    },
];

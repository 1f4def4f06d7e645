import { fixed, identifier, keyKind } from './key.js';

const positions = fixed(12, Number);

/** Keys of the transparency log in the `certificate` chaincode's public state. */
export const logKeys = {
    /** How far the log is; only proposing and sealing write it, never an issue. */
    state: keyKind('log-state', {}),
    head: keyKind('tree-head', { position: positions }),
    entry: keyKind('log-entry', { number: identifier }),
    /** A key's name can begin with any character of base64url; `key` is the name in hexadecimal. */
    key: keyKind('log-key', { org: identifier, key: identifier }),
    splitView: keyKind('split-view', { digest: identifier }),
} as const;

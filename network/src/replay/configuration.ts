import { common } from '@hyperledger/fabric-protos';
import { dataOf } from '../embedded/ledger/block.js';
import { sameBytes } from '../embedded/ledger/bytes.js';
import type { Configuration } from '../embedded/ledger/channelconfig.js';
import type { Policies } from '../embedded/ledger.js';
import type { SignedData } from '../embedded/policy/policy.js';

/** A piece of a configuration: what it holds, and whose signatures may change it. */
interface Element {
    readonly version: number;
    readonly content: Uint8Array;
    /** Absolute path of the policy that must agree to a change. */
    readonly modPolicy: string;
}

/** Whether a block is one of configuration: one envelope of that type. */
export function isConfigBlock(block: common.Block): boolean {
    const [envelope] = dataOf(block);
    if (envelope === undefined || dataOf(block).length !== 1) {
        return false;
    }
    try {
        return channelHeaderOf(envelope).getType() === common.HeaderType.CONFIG;
    } catch {
        return false;
    }
}

/**
 * Whether a new configuration follows from the one before: its number is the next, and everything it changes was asked for in an update
 * that carries the signatures which the changed element's own policy wants (common/configtx).
 * @returns why not
 */
export function configurationFault(
    block: common.Block,
    before: Configuration,
    next: Configuration,
    policies: Pick<Policies, 'byPath'>,
): string | undefined {
    try {
        if (next.channel !== before.channel) {
            return `it is of the channel ${next.channel}`;
        }
        if (next.config.getSequence() !== before.config.getSequence() + 1) {
            return `its number is ${next.config.getSequence()} after ${before.config.getSequence()}`;
        }
        const update = updateOf(block);
        const wanted = elementsOf(update.write);
        const [old, now] = [elementsOf(before.config.getChannelGroup()), elementsOf(next.config.getChannelGroup())];
        for (const path of new Set([...old.keys(), ...now.keys()])) {
            const [was, is] = [old.get(path), now.get(path)];
            if (
                was !== undefined &&
                is !== undefined &&
                was.version === is.version &&
                sameBytes(was.content, is.content)
            ) {
                continue;
            }
            const asked = wanted.get(path);
            if (is !== undefined && (asked === undefined || !sameBytes(asked.content, is.content))) {
                return `${path} changed, which nobody asked for`;
            }
            // What comes or goes changes the group that holds it.
            const changed = was !== undefined && is !== undefined ? was : above(old, now, path);
            const policy = changed?.modPolicy;
            if (policy === undefined || !isSatisfied(policies, policy, update.signed)) {
                return `${path} changed without the signatures that ${policy ?? 'its policy'} asks for`;
            }
        }
        return undefined;
    } catch (error) {
        return error instanceof Error ? error.message : String(error);
    }
}

/** The nearest group above a path that is there before and after. */
function above(
    old: ReadonlyMap<string, Element>,
    now: ReadonlyMap<string, Element>,
    path: string,
): Element | undefined {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
        const found = old.get(path.slice(0, at));
        if (found !== undefined && now.has(path.slice(0, at))) {
            return found;
        }
    }
    return undefined;
}

function isSatisfied(policies: Pick<Policies, 'byPath'>, path: string, signed: readonly SignedData[]): boolean {
    try {
        policies.byPath(path).evaluateSignedData(signed);
        return true;
    } catch {
        return false;
    }
}

function updateOf(block: common.Block): { write: common.ConfigGroup | undefined; signed: readonly SignedData[] } {
    const config = common.ConfigEnvelope.deserializeBinary(
        payloadOf(dataOf(block)[0] ?? new Uint8Array()).getData_asU8(),
    );
    const last = config.getLastUpdate();
    if (last === undefined) {
        throw new Error('it names no update');
    }
    const payload = common.Payload.deserializeBinary(last.getPayload_asU8());
    const envelope = common.ConfigUpdateEnvelope.deserializeBinary(payload.getData_asU8());
    const bytes = envelope.getConfigUpdate_asU8();
    const signed = envelope.getSignaturesList().map((signature) => ({
        data: Buffer.concat([signature.getSignatureHeader_asU8(), bytes]),
        identity: common.SignatureHeader.deserializeBinary(signature.getSignatureHeader_asU8()).getCreator_asU8(),
        signature: signature.getSignature_asU8(),
    }));
    return { write: common.ConfigUpdate.deserializeBinary(bytes).getWriteSet(), signed };
}

/** All groups, values and policies by path; a group's own content is its version and the names of what it holds. */
function elementsOf(root: common.ConfigGroup | undefined): ReadonlyMap<string, Element> {
    const found = new Map<string, Element>();
    const absolute = (policy: string, path: string): string => (policy.startsWith('/') ? policy : `${path}/${policy}`);
    const add = (group: common.ConfigGroup, path: string): void => {
        found.set(path, {
            version: group.getVersion(),
            content: Buffer.from(JSON.stringify([group.getVersion(), group.getModPolicy(), namesIn(group)])),
            modPolicy: absolute(group.getModPolicy(), path),
        });
        group.getValuesMap().forEach((value: common.ConfigValue, name: string) => {
            found.set(`${path}/values:${name}`, {
                version: value.getVersion(),
                content: value.serializeBinary(),
                modPolicy: absolute(value.getModPolicy(), path),
            });
        });
        group.getPoliciesMap().forEach((policy: common.ConfigPolicy, name: string) => {
            found.set(`${path}/policies:${name}`, {
                version: policy.getVersion(),
                content: policy.serializeBinary(),
                modPolicy: absolute(policy.getModPolicy(), path),
            });
        });
        group.getGroupsMap().forEach((child: common.ConfigGroup, name: string) => {
            add(child, `${path}/${name}`);
        });
    };
    if (root !== undefined) {
        add(root, '/Channel');
    }
    return found;
}

function namesIn(group: common.ConfigGroup): readonly string[] {
    const names: string[] = [];
    const add = (kind: string) => (_: unknown, name: string) => {
        names.push(`${kind} ${name}`);
    };
    group.getGroupsMap().forEach(add('group'));
    group.getValuesMap().forEach(add('value'));
    group.getPoliciesMap().forEach(add('policy'));
    return names.sort();
}

function channelHeaderOf(envelope: Uint8Array): common.ChannelHeader {
    return common.ChannelHeader.deserializeBinary(
        payloadOf(envelope).getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
    );
}

function payloadOf(envelope: Uint8Array): common.Payload {
    return common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope).getPayload_asU8());
}

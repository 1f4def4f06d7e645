import { common, gateway, orderer } from '@hyperledger/fabric-protos';
import { issueCaller, signedBy } from '../clients/caller.js';
import { sealed, spoiled } from '../clients/envelope.js';
import type { Scenario } from '../scenario.js';
import { LONE } from '../topology.js';
import { describeError } from '../transcript/outcome.js';

const NOTHING = new Uint8Array();
const BROKEN = Uint8Array.of(0x0a, 0x7f, 0x01);
const HOUR_MS = 3_600_000;

/** Malformed and oversized requests of the gateway's services, and what orderers do not take. */
export const requests: Scenario = {
    name: 'requests',
    run: async (stage) => {
        const send = async (title: string, method: string, bytes: Uint8Array): Promise<void> => {
            await stage.step(title, async () => {
                await stage.wire.unary('peer0.alpha', method, bytes, (answer) => answer);
                return 'answered';
            });
        };
        for (const method of ['Evaluate', 'Endorse', 'Submit', 'CommitStatus']) {
            await send(`${method}: an empty request`, `/gateway.Gateway/${method}`, NOTHING);
            await send(`${method}: bytes that are no message`, `/gateway.Gateway/${method}`, BROKEN);
        }
        await send('an unknown method', '/gateway.Gateway/Nothing', NOTHING);
        await send('an unknown service', '/gateway.Nothing/Evaluate', NOTHING);
        await send('the discovery service, empty', '/discovery.Discovery/Discover', NOTHING);

        const submit = async (title: string, make: () => Promise<common.Envelope>, channel = stage.channel) => {
            await stage.step(`submit: ${title}`, async () => {
                const request = new gateway.SubmitRequest();
                request.setTransactionId('any');
                request.setChannelId(channel);
                request.setPreparedTransaction(await make());
                const bytes = request.serializeBinary();
                await stage.wire.unary('peer0.alpha', '/gateway.Gateway/Submit', bytes, (answer) => answer);
                return 'accepted';
            });
        };
        const good = async (): Promise<common.Envelope> => {
            const transaction = await stage.endorse(LONE, ['put', stage.key('k'), '1']);
            return (
                gateway.PreparedTransaction.deserializeBinary(transaction.getBytes()).getEnvelope() ??
                new common.Envelope()
            );
        };
        const mine = stage.caller();
        await submit('an empty envelope', async () => new common.Envelope());
        await submit('not signed', async () => {
            const envelope = await good();
            envelope.setSignature(NOTHING);
            return envelope;
        });
        await submit('a bad signature', async () => {
            const envelope = await good();
            envelope.setSignature(Buffer.from('none'));
            return envelope;
        });
        await submit('signed by another', async () => spoiled(await good(), stage.caller('beta'), {}));
        await submit('a payload that cannot be read', async () => {
            const envelope = new common.Envelope();
            envelope.setPayload(BROKEN);
            envelope.setSignature(mine.sign(BROKEN));
            return envelope;
        });
        await submit('an unknown channel', async () => spoiled(await good(), mine, {}), 'elsewhere');

        const broadcast = async (title: string, make: () => Promise<common.Envelope | Uint8Array>): Promise<void> => {
            await stage.step(`broadcast: ${title}`, async () => {
                const made = await make();
                const heard = await stage.wire.converse(
                    'orderer0.alpha',
                    '/orderer.AtomicBroadcast/Broadcast',
                    [made instanceof Uint8Array ? made : made.serializeBinary()],
                    orderer.BroadcastResponse.deserializeBinary,
                    { messages: 1 },
                );
                const [answer] = heard.messages;
                return answer === undefined
                    ? {
                          end: heard.end,
                          error: heard.error === undefined ? null : describeError(heard.error, stage.normaliser),
                      }
                    : { status: answer.getStatus(), info: answer.getInfo() };
            });
        };
        await broadcast('an empty envelope', async () => new common.Envelope());
        await broadcast('bytes that are no message', async () => BROKEN);
        await broadcast('a payload without header', async () => sealed(new common.Payload(), mine));
        await broadcast('an unknown channel', async () =>
            spoiled(await good(), mine, { channelHeader: (h) => h.setChannelId('elsewhere') }),
        );
        await broadcast('no channel', async () =>
            spoiled(await good(), mine, { channelHeader: (h) => h.setChannelId('') }),
        );
        await broadcast('a signature of another', async () => spoiled(await good(), stage.caller('beta'), {}));
        await broadcast('no creator', async () =>
            spoiled(await good(), mine, { signatureHeader: (h) => h.setCreator('') }),
        );
        await broadcast('a config transaction', async () =>
            spoiled(await good(), mine, { type: common.HeaderType.CONFIG }),
        );
        await broadcast('a transaction for orderers', async () => spoiled(await good(), mine, { type: 4 }));
        await broadcast('an expired certificate', async () => {
            const expired = await issueCaller(stage.target.layout, 'alpha', 'AlphaMSP', {
                notBefore: new Date(Date.now() - 3 * HOUR_MS),
                notAfter: new Date(Date.now() - HOUR_MS),
            });
            return spoiled(await good(), expired, { signatureHeader: (h) => h.setCreator(expired.serialized) });
        });
        await broadcast('a certificate without role', async () => {
            const nobody = await issueCaller(stage.target.layout, 'alpha', 'AlphaMSP', { units: [] });
            return spoiled(await good(), nobody, { signatureHeader: (h) => h.setCreator(nobody.serialized) });
        });
        await broadcast('a signature of another key of the organisation', async () =>
            spoiled(await good(), signedBy(mine, stage.caller('alpha', 'admin')), {}),
        );

        const large = 'x'.repeat(101 * 1024 * 1024);
        await stage.evaluate('a proposal larger than a message may be', LONE, ['echo', large]);
        await stage.evaluate('an argument of 5 MB', LONE, ['join', large.slice(0, 5_000_000), '']);
    },
};

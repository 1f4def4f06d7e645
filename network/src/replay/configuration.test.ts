import { randomBytes } from 'node:crypto';
import { common, orderer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { makeBlock } from '../embedded/ledger/block.js';
import { Configuration } from '../embedded/ledger/channelconfig.js';
import { TestNetwork } from '../embedded/ledger/testing/testnetwork.js';
import type { SigningIdentity } from '../embedded/ledger.js';
import { configurationFault, isConfigBlock } from './configuration.js';

type Change = (channel: common.ConfigGroup) => void;

describe('a change of the channel’s configuration', () => {
    let network: TestNetwork;
    let before: Configuration;

    beforeEach(async () => {
        network = await TestNetwork.open();
        before = new Configuration(network.genesis);
    });
    afterEach(() => network.close());

    const everybody = (): SigningIdentity[] => ['alpha', 'beta', 'gamma'].map((name) => network.client(name, 'admin'));

    /** Makes the batch size of the ordering service another one. */
    const otherBatches: Change = (channel) => {
        const value = channel.getGroupsMap().get('Orderer')?.getValuesMap().get('BatchSize');
        const size = orderer.BatchSize.deserializeBinary(value?.getValue_asU8() ?? new Uint8Array());
        size.setMaxMessageCount(size.getMaxMessageCount() + 1);
        value?.setValue(size.serializeBinary());
        value?.setVersion(value.getVersion() + 1);
    };
    /** Takes an organisation out. */
    const withoutGamma: Change = (channel) => {
        const application = channel.getGroupsMap().get('Application');
        application?.getGroupsMap().del('gamma');
        application?.setVersion(application.getVersion() + 1);
    };

    /** A block in which `change` was made after `asked` had been signed. */
    function block(
        change: Change,
        signers: readonly SigningIdentity[],
        asked: Change = change,
        sequence = 1,
    ): common.Block {
        const config = before.config.clone();
        config.setSequence(before.config.getSequence() + sequence);
        const wanted = config.getChannelGroup()?.clone() ?? new common.ConfigGroup();
        asked(wanted);
        change(config.getChannelGroup() ?? new common.ConfigGroup());
        const update = new common.ConfigUpdate();
        update.setChannelId(before.channel);
        update.setWriteSet(wanted);
        const bytes = update.serializeBinary();
        const envelope = new common.ConfigUpdateEnvelope();
        envelope.setConfigUpdate(bytes);
        envelope.setSignaturesList(signers.map((signer) => signatureOf(signer, bytes)));
        const content = new common.ConfigEnvelope();
        content.setConfig(config);
        content.setLastUpdate(enveloped(common.HeaderType.CONFIG_UPDATE, envelope.serializeBinary()));
        const carrying = enveloped(common.HeaderType.CONFIG, content.serializeBinary());
        return makeBlock(1, new Uint8Array(32), [carrying.serializeBinary()]);
    }

    function enveloped(type: number, data: Uint8Array): common.Envelope {
        const channelHeader = new common.ChannelHeader();
        channelHeader.setType(type);
        channelHeader.setChannelId(before.channel);
        const header = new common.Header();
        header.setChannelHeader(channelHeader.serializeBinary());
        const payload = new common.Payload();
        payload.setHeader(header);
        payload.setData(data);
        const envelope = new common.Envelope();
        envelope.setPayload(payload.serializeBinary());
        return envelope;
    }

    function signatureOf(signer: SigningIdentity, update: Uint8Array): common.ConfigSignature {
        const header = new common.SignatureHeader();
        header.setCreator(signer.serialized);
        header.setNonce(randomBytes(24));
        const signature = new common.ConfigSignature();
        signature.setSignatureHeader(header.serializeBinary());
        signature.setSignature(signer.sign(Buffer.concat([header.serializeBinary(), update])));
        return signature;
    }

    const faultOf = (changed: common.Block): string | undefined =>
        configurationFault(changed, before, new Configuration(changed), network.ledger.policies);

    it('is right with the signatures that the policy of the changed element wants', () => {
        const changed = block(otherBatches, everybody());
        expect(isConfigBlock(changed)).to.equal(true);
        expect(faultOf(changed)).to.equal(undefined);
        expect(faultOf(block(withoutGamma, everybody()))).to.equal(undefined);
    });

    it('is wrong without one of them', () => {
        expect(faultOf(block(otherBatches, everybody().slice(0, 2)))).to.match(
            /BatchSize changed without the signatures/,
        );
        expect(faultOf(block(withoutGamma, everybody().slice(0, 2)))).to.match(/changed without the signatures/);
        expect(faultOf(block(otherBatches, []))).to.match(/without the signatures/);
    });

    it('is wrong where it does more than was asked for, or skips a number', () => {
        const more: Change = (channel) => {
            otherBatches(channel);
            withoutGamma(channel);
        };
        expect(faultOf(block(more, everybody(), otherBatches))).to.match(/\/Channel\/Application changed|asked for/);
        expect(faultOf(block(otherBatches, everybody(), otherBatches, 2))).to.match(/its number is 2 after 0/);
    });
});

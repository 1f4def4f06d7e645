import type { CertificateRecord, SlotRecord } from '@linguang/chaincode/domain';
import { expect } from 'chai';
import { certificateCase, issue, proofs } from '../energy/support/certifying.js';
import { District, FIRST, slotAfter } from '../energy/support/district.js';
import { EnergyNetwork } from '../energy/support/network.js';
import { Application, failureOf } from './support/application.js';
import type { Programs } from './support/builds.js';
import { programsOrSkip } from './support/programs.js';

describe('a partner’s system in another language', function () {
    this.timeout(400_000);
    const LAST = slotAfter(FIRST, 1);
    let programs: Programs;
    let network: EnergyNetwork | undefined;
    let certificate: CertificateRecord;
    let slots: readonly SlotRecord[];
    let profile: string;

    before(async function () {
        programs = await programsOrSkip(this);
        network = await EnergyNetwork.start();
        const district = await District.found(network);
        await district.open();
        await district.run(FIRST);
        await district.run(LAST);
        const buyer = district.homes.find(({ plant }) => !plant);
        if (buyer === undefined) {
            throw new Error('nobody buys');
        }
        const lines = await proofs(district.certifier, buyer.participant, FIRST, LAST);
        certificate = (await issue(district.certifier, certificateCase(buyer, [FIRST, LAST], lines))).result;
        slots = (
            await district.community.evaluate<{ records: readonly SlotRecord[] }>('settlement:slotRecords', {
                from: FIRST,
                to: LAST,
            })
        ).records;
        profile = network.handle.profileFile('certifier');
    });
    after(() => network?.stop());

    for (const language of ['go', 'java'] as const) {
        it(`reads certificates and slots with the gateway library of ${language}`, async () => {
            const command = language === 'go' ? programs.goClient : programs.javaClient;
            const partner = new Application(command, profile, 'gateway');
            try {
                const ask = async (chaincode: string, name: string, request: object): Promise<unknown> =>
                    JSON.parse(
                        await partner.result('evaluate', {
                            chaincode,
                            function: name,
                            arguments: [JSON.stringify(request)],
                        }),
                    );
                const found = await ask('certificate', 'certificates:get', { number: certificate.number });
                expect(found).to.deep.equal(certificate);
                expect(certificate.wh).to.be.greaterThan(0);
                const read = await ask('energy', 'settlement:slotRecords', { from: FIRST, to: LAST });
                expect(read).to.deep.equal({ records: slots });
                expect(slots.map(({ slot }) => slot)).to.deep.equal([FIRST, LAST]);
                const failure = await failureOf(ask('certificate', 'certificates:get', { number: 'LG-0000000000' }));
                expect(failure.code).to.equal('UNKNOWN');
                expect(failure.message).to.match(/chaincode response 500, [A-Z_]+: /);
                const [event] = await partner.events({ chaincode: 'energy', startBlock: 0, count: 1 });
                expect(JSON.parse(event?.payload ?? '')).to.include({ v: 1 });
            } finally {
                await partner.close();
            }
        });
    }
});

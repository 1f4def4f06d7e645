import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { common, ledger as messages, type peer } from '@hyperledger/fabric-protos';
import type { Write } from '@linguang/chaincode/recompute';
import { type AuditResult, audit } from '@linguang/cli/audit';
import type { Difference } from '@linguang/network/replay';
import { openedExport, writeExport } from '@linguang/network/replay/testing';
import { expect } from 'chai';
import { certificateCase, issue, proofs } from './support/certifying.js';
import { Refused } from './support/client.js';
import { District, type Home, slotAfter } from './support/district.js';
import { type Lie, MadeLedger } from './support/madeledger.js';
import { BEGIN, beginMarch, liveThroughMarch } from './support/march.js';

const { TRANSACTIONS_FILTER, COMMIT_HASH } = common.BlockMetadataIndex;
type Record = peer.BlockAndPrivateData;

/** Adds one to the first number that stands under a name in JSON. */
function raised(name: string, { value, ...write }: Write): Write {
    const text = Buffer.from(value ?? []).toString();
    const changed = text.replace(new RegExp(`"${name}":(\\d+)`), (_, digits) => `"${name}":${Number(digits) + 1}`);
    return { ...write, value: Buffer.from(changed) };
}

const isKey = ({ key, collection }: Write, start: string): boolean => key.startsWith(start) && collection === undefined;

describe('an audit of a ledger on which somebody lied', function () {
    this.timeout(120_000);
    let folder: string;
    let made: MadeLedger;
    let honest: string;
    const files: string[] = [];

    const fileName = (): string => {
        const name = join(folder, `${files.length}.lgx`);
        files.push(name);
        return name;
    };
    const audited = (file: string, more: object = {}): Promise<AuditResult> => audit({ file, threads: 0, ...more });
    const found = async (file: string, more: object = {}): Promise<Difference> => {
        const { ok, difference } = await audited(file, more);
        expect(ok).to.equal(false);
        return difference ?? expect.fail('nothing was found');
    };
    /** The honest export with a change that needs nobody's key. */
    const spoiled = async (change: (records: Record[]) => void): Promise<string> => {
        const { header, records } = await openedExport(honest);
        change(records);
        const file = fileName();
        await writeExport(file, header, records);
        return file;
    };
    /** The number of the newest block with a call of this function. */
    const blockOf = (records: readonly Record[], name: string): number =>
        records.findLastIndex((record) =>
            (record.getBlock()?.getData()?.getDataList_asU8() ?? []).some((bytes) => Buffer.from(bytes).includes(name)),
        );
    const metadataOf = (record: Record | undefined): Uint8Array[] =>
        record?.getBlock()?.getMetadata()?.getMetadataList_asU8() ?? [];
    const setMetadata = (record: Record | undefined, index: number, value: Uint8Array): void => {
        const list = metadataOf(record);
        list[index] = value;
        record?.getBlock()?.getMetadata()?.setMetadataList(list);
    };

    before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'linguang-lies-'));
        made = await MadeLedger.open();
        await liveThroughMarch(await beginMarch(made));
        honest = fileName();
        await made.export('grid', honest);
    });

    after(async () => {
        await made?.close();
        await rm(folder, { recursive: true, force: true });
    });

    it('finds nothing where nobody did, and gives everybody the same digest', async () => {
        const [own, others] = [fileName(), fileName()];
        await made.export('community', own);
        await made.export('certifier', others, false);
        const results = [await audited(honest), await audited(own), await audited(others)];
        for (const { ok, difference, digest } of results) {
            expect(difference).to.equal(null);
            expect(ok).to.equal(true);
            expect(digest)
                .to.equal(results[0]?.digest)
                .and.match(/^[0-9a-f]{64}$/);
        }
        // The certifier discloses nothing here: gates and choices are computed again all the same, and the rest is named.
        expect(results[2]?.recomputed).to.include.keys('energy metering:gate', 'energy market:choose');
        expect(results[2]?.recomputed).not.to.include.keys('energy settlement:settle');
        const unchecked = results[2]?.unchecked.map(({ what }) => what);
        expect(unchecked).to.include('energy settlement:settle needs private data "seed", which was not disclosed');
        expect(results[2]?.undisclosed).to.include.keys('energy/readings', 'energy/lines', 'energy/bills');
    });

    it('names the block in which a byte was changed', async () => {
        let block = 0;
        const file = await spoiled((records) => {
            block = blockOf(records, 'metering:close');
            const data = records[block]?.getBlock()?.getData();
            const [envelope = new Uint8Array()] = data?.getDataList_asU8() ?? [];
            const changed = Uint8Array.from(envelope);
            changed[200] = (changed[200] ?? 0) ^ 1;
            data?.setDataList([changed]);
        });
        expect(await found(file)).to.include({ check: 'DATA_HASH', block });
    });

    it('names the block whose header no orderer signed, and the one that does not follow', async () => {
        let block = 0;
        const unsigned = await spoiled((records) => {
            block = blockOf(records, 'metering:close');
            records[block]?.getBlock()?.getHeader()?.setPreviousHash(Buffer.alloc(32));
        });
        expect(await found(unsigned)).to.include({ check: 'PREVIOUS_HASH', block });
        const resigned = await spoiled((records) => {
            setMetadata(
                records[block],
                common.BlockMetadataIndex.SIGNATURES,
                metadataOf(records[block - 1])[0] ?? new Uint8Array(),
            );
        });
        expect(await found(resigned)).to.include({ check: 'ORDERER_SIGNATURE', block });
    });

    it('names the transaction whose validation code was flipped, either way', async () => {
        let block = 0;
        const hidden = await spoiled((records) => {
            block = blockOf(records, 'market:choose');
            setMetadata(records[block], TRANSACTIONS_FILTER, Uint8Array.of(11));
        });
        expect(await found(hidden)).to.include({
            check: 'VALIDATION_CODE',
            block,
            transaction: 0,
            expected: 'VALID',
            found: 'MVCC_READ_CONFLICT',
        });
        const endorsed = await spoiled((records) => {
            block = records.findIndex((record) => metadataOf(record)[TRANSACTIONS_FILTER]?.[0] === 10);
            setMetadata(records[block], TRANSACTIONS_FILTER, Uint8Array.of(0));
        });
        expect(await found(endorsed)).to.include({
            check: 'VALIDATION_CODE',
            block,
            expected: 'ENDORSEMENT_POLICY_FAILURE',
            found: 'VALID',
        });
    });

    it('names the block whose state a peer recorded otherwise', async () => {
        let block = 0;
        const file = await spoiled((records) => {
            block = blockOf(records, 'metering:close');
            setMetadata(records[block], COMMIT_HASH, metadataOf(records[block - 1])[COMMIT_HASH] ?? new Uint8Array());
        });
        expect(await found(file)).to.include({ check: 'COMMIT_HASH', block });
    });

    it('names the private value that is not the one which was committed', async () => {
        let block = 0;
        const file = await spoiled((records) => {
            block = blockOf(records, 'settlement:settle');
            const set = records[block]
                ?.getPrivateDataMapMap()
                .get(0)
                ?.getNsPvtRwsetList()[0]
                ?.getCollectionPvtRwsetList()[0];
            const rwset = messages.rwset.kvrwset.KVRWSet.deserializeBinary(set?.getRwset_asU8() ?? new Uint8Array());
            const write = rwset.getWritesList().find((one) => one.getKey().startsWith('lines~'));
            const text = Buffer.from(write?.getValue_asU8() ?? []).toString();
            write?.setValue(Buffer.from(text.replace('"imported":137', '"imported":136')));
            set?.setRwset(rwset.serializeBinary());
        });
        const difference = await found(file);
        expect(difference).to.include({ check: 'PRIVATE_DATA', block, chaincode: 'energy', collection: 'lines' });
        expect(difference.key).to.match(/^lines~/);
    });

    it('says at which block two organisations hold different ledgers, and that orderers signed both', async () => {
        const { header, records } = await openedExport(honest);
        const another = await made.endorse('grid', 'metering:gate', { through: slotAfter(BEGIN, 9) });
        const file = fileName();
        await writeExport(file, { ...header, organisation: 'CommunityMSP' }, [
            ...records,
            made.maker.alternative([another]),
        ]);
        const same = await audited(honest, { against: file });
        expect(same.against).to.deep.include({ organisation: 'CommunityMSP', blocks: records.length, same: true });

        const own = fileName();
        const third = await made.endorse('grid', 'metering:gate', { through: slotAfter(BEGIN, 8) });
        await writeExport(own, header, [...records, made.maker.alternative([third])]);
        const difference = await found(own, { against: file });
        expect(difference).to.include({ check: 'OTHER_LEDGER', block: records.length, transaction: 0 });
        expect(difference.reason).to.include('between GridMSP and CommunityMSP; orderers signed both blocks');
    });

    describe('as organisations that endorse together', () => {
        /** A ledger on which grid and community write what they like from the second slot on. */
        const lying = async (lie: Lie, options: Parameters<typeof beginMarch>[1] = {}): Promise<Difference> => {
            const ledger = await MadeLedger.open();
            try {
                const district = await beginMarch(ledger, options);
                let told = 0;
                ledger.lie = (write) => {
                    const instead = lie(write);
                    told += instead === write ? 0 : 1;
                    return instead;
                };
                // Later contracts may stumble over the lie.
                await liveThroughMarch(district).catch((error) => expect(error).to.be.instanceOf(Refused));
                expect(told, 'lies').to.be.greaterThan(0);
                const file = fileName();
                await ledger.export('grid', file);
                return await found(file);
            } finally {
                await ledger.close();
            }
        };

        it('names the settlement that claims more trade than there was, with both figures', async () => {
            const difference = await lying((write) => (isKey(write, 'slot~') ? raised('traded', write) : write));
            expect(difference).to.include({
                check: 'WRITE',
                call: 'energy settlement:settle',
                chaincode: 'energy',
                key: `slot~${String(BEGIN).padStart(9, '0')}`,
            });
            const wh = Number(/^totals\.traded = (\d+)$/.exec(difference.expected)?.[1]);
            expect(wh).to.be.greaterThan(0);
            expect(difference.found).to.equal(`totals.traded = ${wh + 1}`);
        });

        it('names the line whose energy was changed in private', async () => {
            const difference = await lying((write) =>
                write.key.startsWith('lines~') ? raised('imported', write) : write,
            );
            expect(difference).to.include({ check: 'WRITE', call: 'energy settlement:settle', collection: 'lines' });
            expect(difference.expected).to.match(/^lines\.0\.imported = \d+$/);
        });

        it('names the contract of the forward market, the correction and the bill that are not what they come to', async () => {
            const cases: [start: string, member: string, call: string][] = [
                ['contracts~', 'price', 'energy forward:clear'],
                ['correction-entries~', 'imported', 'energy settlement:correct'],
                ['month-sums~', 'wh', 'energy billing:rollDay'],
                ['bill-document~', 'total', 'energy billing:closeMonth'],
            ];
            for (const [start, member, call] of cases) {
                const difference = await lying((write) =>
                    write.key.startsWith(start) ? raised(member, write) : write,
                );
                expect(difference, start).to.include({ check: 'WRITE', call });
            }
        });

        it('names the choice that its resident did not sign', async () => {
            const difference = await lying((write) =>
                isKey(write, 'entry~') && write.key.includes('~choice~')
                    ? {
                          ...write,
                          value: Buffer.from(
                              Buffer.from(write.value ?? [])
                                  .toString()
                                  .replace('"clean"', '"traditional"'),
                          ),
                      }
                    : write,
            );
            expect(difference).to.include({ check: 'WRITE', call: 'energy market:choose' });
            expect(difference).to.include({
                expected: 'body.terms.energy = "clean"',
                found: 'body.terms.energy = "traditional"',
            });
        });

        it('names the reading that was taken although its meter had not signed it', async () => {
            const difference = await lying((write) =>
                isKey(write, 'batch~')
                    ? {
                          ...write,
                          value: Buffer.from(
                              Buffer.from(write.value ?? [])
                                  .toString()
                                  .replace('"accepted":3', '"accepted":4')
                                  .replace('"refused":[3]', '"refused":[]'),
                          ),
                      }
                    : write,
            );
            expect(difference).to.include({
                check: 'WRITE',
                call: 'energy metering:submitReadings',
                expected: 'accepted = 3',
                found: 'accepted = 4',
            });
        });

        it('names the gate that came when its slot had begun and was written as if it were on time', async () => {
            const ledger = await MadeLedger.open();
            try {
                ledger.now = BEGIN * 900 - 3600;
                const district = await District.found(ledger, { firstSlot: BEGIN, clock: 'wall' });
                await district.gate(slotAfter(BEGIN, 1));
                const late = slotAfter(BEGIN, 2);
                ledger.now = late * 900 + 60;
                ledger.lie = (write) =>
                    isKey(write, 'gate~')
                        ? {
                              ...write,
                              value: Buffer.from(
                                  Buffer.from(write.value ?? [])
                                      .toString()
                                      .replace(/"basis":\d+/, `"basis":${late}`),
                              ),
                          }
                        : write;
                await district.gate(late);
                const file = fileName();
                await ledger.export('grid', file);
                expect(await found(file)).to.include({
                    check: 'WRITE',
                    call: 'energy metering:gate',
                    key: `gate~${String(late).padStart(9, '0')}`,
                    expected: `basis = ${late - 1}`,
                    found: `basis = ${late}`,
                });
            } finally {
                await ledger.close();
            }
        });

        it('names the certificate whose claims were kept off the ledger, so that its energy could be certified twice', async () => {
            const ledger = await MadeLedger.open();
            try {
                const district = await beginMarch(ledger);
                ledger.lie = (write) => (isKey(write, 'claim~') ? undefined : write);
                await liveThroughMarch(district);
                const [, , , home] = district.homes as [Home, Home, Home, Home];
                const again = await proofs(district.grid, home.participant, BEGIN, BEGIN);
                await issue(district.certifier, certificateCase(home, [BEGIN, BEGIN], again));
                const file = fileName();
                await ledger.export('grid', file);
                const difference = await found(file);
                expect(difference).to.include({ call: 'certificate certificates:issue' });
                expect(difference.check).to.be.oneOf(['REFUSED', 'WRITE']);
                const first = (await openedExport(file)).records.findIndex((record) =>
                    (record.getBlock()?.getData()?.getDataList_asU8() ?? []).some((bytes) =>
                        Buffer.from(bytes).includes('certificates:issue'),
                    ),
                );
                expect(difference.block).to.equal(first);
            } finally {
                await ledger.close();
            }
        });

        it('names a write that the contract would not have made, and one that is missing', async () => {
            const ledger = await MadeLedger.open();
            try {
                const district = await beginMarch(ledger);
                ledger.lie = (write) => (isKey(write, 'gate-head') ? undefined : write);
                await district.gate(slotAfter(BEGIN, 1));
                const file = fileName();
                await ledger.export('grid', file);
                const difference = await found(file);
                expect(difference).to.include({ check: 'WRITE', key: 'gate-head', found: 'no such write' });
            } finally {
                await ledger.close();
            }
        });
    });
});

import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { NetworkLayout } from '../layout.js';
import type { FindingCode } from './catalogue.js';
import { type Forged, forge } from './testing/forgery.js';
import { Patient, type } from './testing/patient.js';

describe('the doctor, about certificates,', function () {
    this.timeout(60_000);
    let patient: Patient;
    let layout: NetworkLayout;

    beforeEach(async () => {
        patient = await Patient.admit();
        layout = patient.layout;
    });
    afterEach(async () => await patient.discharge());

    const faults: [string, FindingCode, Forged, 'identity' | 'tls', RegExp][] = [
        ['expired', 'CERTIFICATE_EXPIRED', { from: -9, to: -2, unit: 'peer' }, 'identity', /^expired on 20/],
        ['about to expire', 'CERTIFICATE_EXPIRES', { to: 29, unit: 'peer' }, 'identity', /^expires on 20/],
        ['not yet valid', 'CERTIFICATE_NOT_YET_VALID', { from: 2, unit: 'peer' }, 'identity', /^valid from 20/],
        ['of another role', 'CERTIFICATE_ROLE', { unit: 'client' }, 'identity', /OU=client/],
        ['for another host', 'CERTIFICATE_NAME', { hosts: ['elsewhere.example'] }, 'tls', /elsewhere\.example/],
    ];
    for (const [what, code, forged, kind, seen] of faults) {
        it(`names one that is ${what}, and no other fault`, async () => {
            const isTls = kind === 'tls';
            const folder = isTls ? layout.nodeTls('north', 'peer0.north') : layout.nodeMsp('north', 'peer0.north');
            const certificate = join(folder, isTls ? 'server.crt' : 'signcerts/cert.pem');
            const key = join(folder, isTls ? 'server.key' : 'keystore/key.pem');
            await forge(isTls ? layout.tlsCa('north') : layout.ca('north'), { certificate, key }, forged);
            const found = await patient.find(code);
            expect(found.about).to.equal(certificate);
            expect(found.seen).to.match(seen);
            const { findings } = await patient.examine();
            expect(new Set(findings.map((finding) => finding.code))).to.deep.equal(new Set([code]));
        });
    }

    it('names one of another authority, and issues it anew when its remedy is followed', async () => {
        const folder = layout.nodeTls('north', 'peer0.north');
        const [certificate, key] = [join(folder, 'server.crt'), join(folder, 'server.key')];
        await forge(layout.tlsCa('south'), { certificate, key }, { hosts: ['localhost'] });
        const found = await patient.find('CERTIFICATE_FOREIGN');
        expect(found).to.include({ about: certificate, severity: 'error' });
        expect(found.seen).to.include('tlsca.south');
        // Between "down" and "up", which this network does not need.
        await type(found.remedy.replace(/^linguang network down[^;]*; /, '').replace(/ && linguang .*/, ''));
        await patient.prepare();
        expect((await patient.examine()).findings).to.deep.equal([]);
    });

    it('names one that is missing, one that is none, and a key of another certificate', async () => {
        const trader = layout.userMsp('north', 'trader');
        await rm(join(trader, 'signcerts', 'cert.pem'));
        const admin = layout.userMsp('south', 'admin');
        await writeFile(join(admin, 'signcerts', 'cert.pem'), 'scrambled');
        const orderer = join(layout.nodeMsp('north', 'orderer0.north'), 'keystore', 'key.pem');
        await cp(join(layout.nodeMsp('south', 'orderer0.south'), 'keystore', 'key.pem'), orderer);
        const { findings } = await patient.examine();
        const byCode = (code: FindingCode) => findings.find((finding) => finding.code === code)?.about;
        expect(byCode('CERTIFICATE_MISSING')).to.equal(join(trader, 'signcerts', 'cert.pem'));
        expect(byCode('CERTIFICATE_UNREADABLE')).to.equal(join(admin, 'signcerts', 'cert.pem'));
        expect(byCode('KEY_MISMATCH')).to.equal(orderer);
    });

    it('names an authority that lost its key, one that expired and one that is about to', async () => {
        await rm(join(layout.ca('north'), 'ca-key.pem'));
        expect((await patient.find('AUTHORITY_MISSING')).about).to.equal(join(layout.ca('north'), 'ca-key.pem'));
        const renew = async (folder: string, to: number) => {
            const files = { certificate: join(folder, 'ca-cert.pem'), key: join(folder, 'ca-key.pem') };
            await forge(folder, files, { from: -400, to, isAuthority: true });
        };
        await renew(layout.tlsCa('north'), -1);
        await renew(layout.tlsCa('south'), 20);
        expect((await patient.find('AUTHORITY_EXPIRED')).about).to.include(layout.tlsCa('north'));
        expect((await patient.find('AUTHORITY_EXPIRES')).about).to.include(layout.tlsCa('south'));
    });

    it('does not advise to issue anew what the channel knows an orderer by', async () => {
        const environment = await patient.onFabric();
        const folder = layout.nodeTls('north', 'orderer0.north');
        const files = { certificate: join(folder, 'server.crt'), key: join(folder, 'server.key') };
        await forge(layout.tlsCa('north'), files, { from: -9, to: -1, hosts: ['localhost'] });
        const expired = await patient.find('CERTIFICATE_EXPIRED', environment);
        expect(expired.remedy).to.equal(`mkdir -p ${folder} && cp -a BACKUP${folder}/. ${folder}/`);
        expect((await patient.find('CONSENTER_CERTIFICATE', environment)).about).to.equal('orderer0.north');
    });
});

import { expect } from 'chai';
import type { Express } from 'express';
import { Problem, type Role, roles } from '../http/api.js';
import { buildApp } from '../http/app.js';
import type { RunningGateway } from '../run.js';
import { SlotStream } from '../slots/stream.js';
import { Consortium, type OrganisationName } from '../testing/consortium.js';
import { Village } from '../testing/settlement.js';

type Allowed = readonly Role[] | 'everybody' | 'own';
const office = ['community.office'] as const;
const grid = ['grid.operator'] as const;
const certifier = ['certifier.officer'] as const;
const member = ['resident', 'community.office'] as const;
const either = ['grid.operator', 'community.office'] as const;
const other = ['grid.operator', 'certifier.officer'] as const;
const offices = ['grid.operator', 'community.office', 'certifier.officer'] as const;

const everywhere: Readonly<Record<string, Allowed>> = {
    'GET /info': 'everybody',
    'GET /rules': 'everybody',
    'GET /tariffs': 'everybody',
    'GET /zones': 'everybody',
    'GET /auctions': 'everybody',
    'GET /auctions/:slot/book': offices,
    'GET /auctions/:slot/proposals': offices,
    'POST /auctions/:slot/proposals': offices,
    'GET /corrections': 'everybody',
    'GET /pool': 'everybody',
    'GET /slots': 'everybody',
    'GET /slots/stream': 'everybody',
    'GET /slots/:slot': 'everybody',
    'GET /certificates/:number': 'everybody',
    'GET /statistics/certificates': 'everybody',
    'GET /log': 'everybody',
    'GET /log/consistency': 'everybody',
    'GET /log/entries': 'everybody',
    'GET /log/heads': 'everybody',
    'GET /log/heads/:size': 'everybody',
    'GET /log/inclusion/:number': 'everybody',
    'GET /operations/:id': roles,
    'GET /network': 'everybody',
    'GET /blocks/:number': offices,
};
const rulesMade: Readonly<Record<string, Allowed>> = {
    'POST /rules': either,
    'POST /rules/:version/acceptance': either,
};
const secondSignature: Readonly<Record<string, Allowed>> = {
    'GET /keys/proposed': other,
    'POST /participants/:id/keys/:kid/acceptance': other,
    'GET /mandates/proposed': other,
    'POST /mandates/:mandate/countersignature': other,
};

/** Who may do what: every route of every organisation, written by hand. */
const table: Readonly<Record<OrganisationName, Readonly<Record<string, Allowed>>>> = {
    community: {
        ...everywhere,
        ...rulesMade,
        'POST /participants': office,
        'GET /participants': office,
        'GET /participants/:id': 'own',
        'GET /participants/:id/keys': 'own',
        'GET /participants/:id/next-slot': 'own',
        'GET /participants/:id/choices': 'own',
        'GET /participants/:id/offers': 'own',
        'GET /participants/:id/orders': 'own',
        'GET /participants/:id/donations': 'own',
        'POST /participants/:id/donations/preview': 'own',
        'POST /donations': member,
        'GET /pool/recipients': office,
        'POST /pool/recipients': office,
        'POST /pool/recipients/:id/end': office,
        'GET /participants/:id/order-terms': 'own',
        'GET /participants/:id/mandates': 'own',
        'GET /participants/:id/energy': 'own',
        'GET /participants/:id/money': 'own',
        'GET /participants/:id/lines/:slot': 'own',
        'GET /participants/:id/certificates': 'own',
        'GET /participants/:id/certificates/:number/access': 'own',
        'GET /participants/:id/corrections': 'own',
        'GET /participants/:id/figures': 'own',
        'GET /participants/:id/figures.csv': 'own',
        'GET /figures': member,
        'GET /figures.csv': member,
        'GET /suppliers': member,
        'GET /neighbours': member,
        'GET /participants/:id/shared-name': 'own',
        'POST /participants/:id/shared-name': 'own',
        'POST /participants/:id/choices/preview': 'own',
        'GET /participants/:id/bills': 'own',
        'GET /participants/:id/bills/:month': 'own',
        'GET /participants/:id/bills/:month/lines/:line': 'own',
        'POST /participants/:id/bills/:month/objections': 'own',
        'GET /objections': office,
        'PUT /participants/:id/key': 'own',
        'POST /participants/:id/keys/:kid/revocation': office,
        'POST /choices': member,
        'POST /offers': member,
        'POST /orders': member,
        'POST /orders/cancellations': member,
        'POST /mandates': member,
        'POST /mandates/:mandate/revocation': office,
    },
    grid: {
        ...everywhere,
        ...rulesMade,
        ...secondSignature,
        'POST /zones': grid,
        'GET /participants/:id/bills': grid,
        'GET /participants/:id/bills/:month': grid,
        'GET /participants/:id/bills/:month/lines/:line': grid,
        'GET /bills/months': grid,
        'GET /bills/months/:month': grid,
        'POST /bills/months/:month/feed-in': grid,
        'GET /objections': grid,
        'POST /objections/:month/:id/:line/decision': grid,
        'POST /tariffs': grid,
        'POST /metering-points': grid,
        'GET /metering-points': grid,
        'POST /readings': grid,
        'GET /readings/refused': grid,
        'GET /meters/missing': grid,
        'POST /clock/gate': grid,
        'POST /clock/close': grid,
        'POST /days/:day/roll': grid,
        'POST /slots/:slot/settle': grid,
        'POST /corrections': grid,
        'POST /corrections/preview': grid,
        'GET /corrections/standing': grid,
        'GET /corrections/due': grid,
        'POST /orders/openings': grid,
    },
    certifier: {
        ...everywhere,
        ...secondSignature,
        'POST /plants': certifier,
        'GET /plants': certifier,
        'POST /plants/:id/suspension': certifier,
        'POST /plants/:id/resumption': certifier,
        'POST /plants/:id/withdrawal': certifier,
        'POST /plants/:id/audits': certifier,
        'GET /plants/:id/reservations': certifier,
        'POST /plants/:id/reservations/:day/lock': certifier,
        'POST /plants/:id/reservations/:day/opening': certifier,
        'POST /plants/:id/reservations/:day/expiry': certifier,
        'POST /plants/:id/reconciliations/:month': certifier,
        'GET /reservations': certifier,
        'GET /reservations.csv': certifier,
        'GET /reconciliations': certifier,
        'GET /conservation': certifier,
        'GET /slots/:slot/conservation': certifier,
        'GET /storage': certifier,
        'POST /storage': certifier,
        'GET /storage/:id/records': certifier,
        'POST /storage/:id/charges': certifier,
        'POST /storage/:id/discharges': certifier,
        'GET /audit-package': certifier,
        'GET /energytag/openapi.json': 'everybody',
        'POST /energytag/certificate/query': certifier,
        'GET /energytag/certificate/:id': certifier,
        'POST /energytag/certificate/cancel': certifier,
        'POST /energytag/certificate/reserve': certifier,
        'POST /energytag/certificate/lock': certifier,
        'POST /energytag/certificate/withdraw': certifier,
        'POST /energytag/certificate/create': certifier,
        'POST /energytag/certificate/transfer': certifier,
        'POST /energytag/certificate/recurring_transfer': certifier,
        'POST /energytag/certificate/recurring_cancel': certifier,
        'POST /energytag/certificate/claim': certifier,
        'POST /energytag/certificate/import': certifier,
        'GET /energytag/device': certifier,
        'GET /energytag/device/:id': certifier,
        'POST /energytag/device/create': certifier,
        'GET /energytag/account': certifier,
        'GET /energytag/account/:id': certifier,
        'POST /energytag/account/create': certifier,
        'GET /energytag/storage/charge_record': certifier,
        'GET /energytag/storage/discharge_record': certifier,
        'POST /energytag/storage/charge_record': certifier,
        'POST /energytag/storage/discharge_record': certifier,
        'GET /schemes': certifier,
        'POST /schemes': certifier,
        'POST /schemes/:id/:version/automatic': certifier,
        'GET /certificates/examination': certifier,
        'GET /certificates/checks': certifier,
        'GET /certificates/evidence': certifier,
        'GET /certificates/evidence/:slot': certifier,
        'GET /certificates/statistics': certifier,
        'GET /certificates/sample': certifier,
        'POST /certificates/batch': certifier,
        'POST /certificates/:number/supersession': certifier,
        'POST /certificates/:number/suspension': certifier,
        'POST /certificates/:number/resumption': certifier,
        'GET /certificates': certifier,
        'GET /certificates/candidates': certifier,
        'POST /certificates': certifier,
        'POST /certificates/:number/revocation': certifier,
        'GET /status/:list': 'everybody',
        'GET /certificates/:number/credential': certifier,
        'GET /certificates/:number/credential.jwt': certifier,
        'GET /certificates/:number/pdf': certifier,
        'GET /certificates/:number/bundle': certifier,
        'GET /certificates/:number/proofs': certifier,
        'GET /certificates/:number/holder': certifier,
        'GET /certificates/:number/summary': certifier,
        'GET /documents/keys': certifier,
        'POST /documents/keys/rotation': certifier,
        'POST /documents/keys/:kid/compromise': certifier,
    },
};
const organisations = ['community', 'grid', 'certifier'] as const;

/** Routes as express knows them, those of routers inside routers too. */
function routesOf(stack: Express['router']['stack']): string[] {
    return stack.flatMap(({ route, handle }) => {
        if (route !== undefined) {
            const methods = new Set(route.stack.map(({ method }) => method.toUpperCase()));
            return [...methods].map((method) => `${method} ${route.path}`);
        }
        return 'stack' in handle && Array.isArray(handle.stack) ? routesOf(handle.stack) : [];
    });
}

describe('who may do what', function () {
    this.timeout(120_000);
    let consortium: Consortium;
    const gateways = new Map<OrganisationName, RunningGateway>();
    const of = (organisation: OrganisationName): RunningGateway => {
        const running = gateways.get(organisation);
        if (running === undefined) {
            throw new Error(`${organisation} does not run`);
        }
        return running;
    };

    before(async () => {
        consortium = await Consortium.start();
        for (const organisation of organisations) {
            gateways.set(organisation, await consortium.gateway(organisation));
        }
        const officer = async (organisation: OrganisationName) =>
            await consortium.officer(organisation, of(organisation));
        await new Village({
            grid: await officer('grid'),
            community: await officer('community'),
            certifier: await officer('certifier'),
        }).setUp();
    });
    after(async () => {
        await consortium.stop();
    });

    const pathOf = (route: string, participant: string): string =>
        `/v1${route
            .replace('/:id/', `/${participant}/`)
            .replace(/\/:id$/, `/${participant}`)
            .replace(':slot', '7')
            .replace(':month', '2026-03')
            .replace(':line', '1')
            .replace(':day', '7')
            .replace(':version', '7')
            .replace(':list', 'revocation-0')
            .replace(':kid', 'k'.repeat(43))
            .replace(':mandate', 'anna.7')
            .replace(':number', 'LG-2026-0000-0000')}`;

    /** The code that a route answers, or its status; the stream is cut off at its head. */
    async function codeOf(
        organisation: OrganisationName,
        route: string,
        token: string | undefined,
        participant = 'anna',
    ) {
        const [method = '', path = ''] = route.split(' ');
        const response = await fetch(`http://127.0.0.1:${of(organisation).port}${pathOf(path, participant)}`, {
            method,
            headers: {
                'Content-Type': 'application/json',
                'Idempotency-Key': `${route} ${participant} ${token?.slice(-8) ?? ''}`,
                ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
            },
            ...(method === 'GET' ? {} : { body: '{}' }),
        });
        if (response.headers.get('content-type')?.startsWith('application/problem+json')) {
            return Problem.parse(await response.json()).code;
        }
        await response.body?.cancel();
        return String(response.status);
    }

    const closed = ['TOKEN_MISSING', 'TOKEN_INVALID', 'ROLE_NOT_ALLOWED', 'NOT_YOURS'];

    for (const organisation of organisations) {
        it(`is known for every route of the ${organisation}'s gateway`, () => {
            const { gateway } = of(organisation);
            const stream = new SlotStream(gateway);
            const options = { stream, pagesFolder: '/nowhere', residentsFiles: [], stopping: () => false };
            const { router } = buildApp({ ...gateway, development: false }, options);
            stream.close();
            const own = [
                'GET /livez',
                'GET /verify.html',
                'GET /readyz',
                'GET /metrics',
                'GET /problems/:code',
                'GET /{*path}',
            ];
            const files = /^GET \/(contexts|schemas|schemes|\.well-known)\//;
            const found = routesOf(router.stack).filter((route) => !own.includes(route) && !files.test(route));
            expect(found.sort()).to.deep.equal(Object.keys(table[organisation]).sort());
        });

        it(`holds at the ${organisation}'s gateway for no token and for every role`, async () => {
            const { tokens } = of(organisation).gateway;
            const participant = { resident: { participant: 'anna' } } as const;
            for (const [route, allowed] of Object.entries(table[organisation])) {
                const anonymous = await codeOf(organisation, route, undefined);
                expect(anonymous === 'TOKEN_MISSING', `${route} without a token: ${anonymous}`).to.equal(
                    allowed !== 'everybody',
                );
                for (const role of roles) {
                    const token = await tokens.issue({ role, ...(role === 'resident' ? participant.resident : {}) });
                    const code = await codeOf(organisation, route, token);
                    const may =
                        allowed === 'everybody' || (allowed === 'own' ? member : allowed).some((one) => one === role);
                    expect(closed.includes(code), `${route} as ${role}: ${code}`).to.equal(!may);
                    expect(may || code === 'ROLE_NOT_ALLOWED', `${route} as ${role}: ${code}`).to.equal(true);
                    if (role === 'resident' && allowed === 'own') {
                        expect(await codeOf(organisation, route, token, 'ben'), route).to.equal('NOT_YOURS');
                    }
                }
            }
        });
    }

    it('lets no token of another organisation pass anywhere', async () => {
        const role = 'community.office';
        const token = await of('community').gateway.tokens.issue({ role });
        const gridToken = await of('grid').gateway.tokens.issue({ role });
        for (const [route, allowed] of Object.entries(table.community)) {
            expect(await codeOf('community', route, gridToken), route).to.equal(
                allowed === 'everybody' ? await codeOf('community', route, undefined) : 'TOKEN_INVALID',
            );
        }
        expect(await codeOf('grid', 'POST /rules', token)).to.equal('TOKEN_INVALID');
    });

    it('shows a resident nothing of another by any route, whatever she writes into the path', async () => {
        const token = await of('community').gateway.tokens.issue({ role: 'resident', participant: 'anna' });
        for (const name of ['ben', 'anna%2F..%2Fben', 'ANNA', 'anna%00', '%61nna%20', 'anna;ben', '*', '..%2fben']) {
            const code = await codeOf('community', 'GET /participants/:id/energy', token, name);
            expect(code, name).to.equal('NOT_YOURS');
        }
        const open = Object.entries(table.community).filter(([, allowed]) => allowed === 'everybody');
        for (const [route] of open.filter(([route]) => route !== 'GET /slots/stream')) {
            const url = `http://127.0.0.1:${of('community').port}${pathOf(route.split(' ')[1] ?? '', 'ben')}`;
            const text = await (await fetch(url, { headers: { Authorization: `Bearer ${token}` } })).text();
            expect(text, route).not.to.match(/\bben\b|roof-ben|home-anna/);
        }
    });

    it('opens the doors of development only in development', async () => {
        const running = await consortium.gateway('certifier', {
            development: false,
            data: `${consortium.options('certifier').data}-closed`,
        });
        for (const [method, path] of [
            ['POST', '/v1/dev/tokens'],
            ['GET', '/v1/dev/residents'],
        ] as const) {
            const body = method === 'POST' ? { body: JSON.stringify({ role: 'certifier.officer' }) } : {};
            const headers = { 'Content-Type': 'application/json' };
            const answer = await fetch(`http://127.0.0.1:${running.port}${path}`, { method, headers, ...body });
            expect(answer.status, path).to.equal(404);
        }
        await consortium.stopGateway(running);
    });
});

import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { runGateway } from './run.js';

const usage = `usage: main.js --profile FILE --identity NAME --port N --data DIR
  [--host ADDRESS] [--development] [--simulation] [--rebuild] [--residents FILE]
  certifier: [--origin https://HOST[:PORT]] [--issuer-name NAME] [--issuer-accreditation ID] [--document-authority DIR]`;

const { values } = parseArgs({
    options: {
        profile: { type: 'string' },
        identity: { type: 'string', default: 'gateway' },
        port: { type: 'string', default: '8080' },
        host: { type: 'string', default: '127.0.0.1' },
        data: { type: 'string' },
        residents: { type: 'string' },
        origin: { type: 'string' },
        'issuer-name': { type: 'string' },
        'issuer-accreditation': { type: 'string' },
        'document-authority': { type: 'string' },
        development: { type: 'boolean', default: false },
        simulation: { type: 'boolean', default: false },
        rebuild: { type: 'boolean', default: false },
    },
});
const {
    profile,
    data,
    residents,
    port,
    origin,
    'issuer-name': name,
    'issuer-accreditation': accreditationId,
    'document-authority': authority,
    ...options
} = values;
if (profile === undefined || data === undefined || !/^\d{1,5}$/.test(port)) {
    console.error(usage);
    process.exit(2);
}
const logger = pino({ level: process.env['LOG_LEVEL'] ?? 'info', base: null });
const running = await runGateway({
    ...options,
    profile,
    data,
    port: Number(port),
    logger,
    damaged: () => {
        logger.fatal('the read model is damaged; the next start makes it again');
        process.exit(1);
    },
    ...(residents === undefined ? {} : { residents }),
    issuer: {
        ...(origin === undefined ? {} : { origin }),
        ...(name === undefined ? {} : { name }),
        ...(accreditationId === undefined ? {} : { accreditationId }),
        ...(authority === undefined ? {} : { authority }),
    },
});
let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
        if (!stopping) {
            stopping = true;
            logger.info({ signal }, 'gateway stops');
            void running.stop().then(() => process.exit(0));
        }
    });
}

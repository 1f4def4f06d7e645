import { join } from 'node:path';

/**
 * Where everything lies in a network's data directory. The organisations' folders have the layout of Fabric's
 * cryptogen, with `msp` folders that a real peer, orderer or client takes as they are.
 */
export class NetworkLayout {
    constructor(
        /** The data directory itself. */
        readonly root: string,
    ) {}

    /** The topology the network was made from, with every default filled in. */
    get topology(): string {
        return join(this.root, 'topology.json');
    }

    /** Ports, process ids and start times of what is running. */
    get state(): string {
        return join(this.root, 'state.json');
    }

    /** Names of the nodes of the embedded engine that an operator stopped. */
    get stoppedNodes(): string {
        return join(this.root, 'stopped.json');
    }

    /** Which chaincodes run where, bound to their code; the embedded engine follows it. */
    get services(): string {
        return join(this.root, 'services.json');
    }

    /** The upgrade of a chaincode that was asked for and has not ended. */
    get upgradeRequest(): string {
        return join(this.root, 'upgrade.json');
    }

    /** What the last upgrade did, step by step. */
    get upgradeReport(): string {
        return join(this.root, 'upgrade-report.json');
    }

    /** Chaincodes as upgrades on the running network left them, for the next start. */
    get upgrades(): string {
        return join(this.root, 'upgrades.json');
    }

    /** The embedded engine's database. */
    get ledger(): string {
        return join(this.root, 'ledger');
    }

    /** Chaincode packages that administrators installed on the embedded engine's peers. */
    get packages(): string {
        return join(this.root, 'packages');
    }

    get logs(): string {
        return join(this.root, 'logs');
    }

    /** Folder of all organisations' key material. */
    get organisations(): string {
        return join(this.root, 'organisations');
    }

    get profiles(): string {
        return join(this.root, 'profiles');
    }

    log(process: string): string {
        return join(this.logs, `${process}.log`);
    }

    /** Connection profile of an organisation's clients. */
    profile(organisation: string): string {
        return join(this.profiles, `${organisation}.json`);
    }

    organisation(organisation: string): string {
        return join(this.organisations, organisation);
    }

    /** The organisation's public MSP: `cacerts`, `tlscacerts`, `config.yaml`; what a channel configuration holds. */
    organisationMsp(organisation: string): string {
        return join(this.organisation(organisation), 'msp');
    }

    /** Enrolment CA: `ca-cert.pem` and `ca-key.pem`. */
    ca(organisation: string): string {
        return join(this.organisation(organisation), 'ca');
    }

    /** TLS CA: `ca-cert.pem` and `ca-key.pem`. */
    tlsCa(organisation: string): string {
        return join(this.organisation(organisation), 'tlsca');
    }

    /** PEM file with the certificate of the organisation's TLS CA. */
    tlsCaCert(organisation: string): string {
        return join(this.tlsCa(organisation), 'ca-cert.pem');
    }

    /** Folder of a peer or orderer by its name (`peer0.grid`). */
    node(organisation: string, node: string): string {
        return join(this.organisation(organisation), node.startsWith('orderer') ? 'orderers' : 'peers', node);
    }

    /** Local MSP of a peer or orderer: `signcerts/cert.pem`, `keystore/key.pem` (PKCS#8), `cacerts`, `config.yaml`. */
    nodeMsp(organisation: string, node: string): string {
        return join(this.node(organisation, node), 'msp');
    }

    /** TLS folder of a peer or orderer: `server.crt`, `server.key`, `ca.crt`. */
    nodeTls(organisation: string, node: string): string {
        return join(this.node(organisation, node), 'tls');
    }

    /** Environment of a chaincode process that somebody else starts, one `NAME=value` a line. */
    serviceEnvironment(organisation: string, service: string): string {
        return join(this.organisation(organisation), 'chaincodes', service, 'service.env');
    }

    /** TLS folder of a chaincode process: `server.crt`, `server.key`, `ca.crt`. */
    chaincodeTls(organisation: string, process: string): string {
        return join(this.organisation(organisation), 'chaincodes', process, 'tls');
    }

    /** MSP of a client identity (`admin` or one of the topology's clients). */
    userMsp(organisation: string, user: string): string {
        return join(this.organisation(organisation), 'users', user, 'msp');
    }
}

import { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import { LISTEN_HOST } from '../topology.js';

/** The certificate a TLS server on this machine shows, trusted or not; undefined when it does not answer in time. */
export async function servedCertificate(port: number, timeoutMs: number): Promise<X509Certificate | undefined> {
    return await new Promise((resolve) => {
        // Nothing is sent and nothing believed: the certificate is only compared with a file.
        const socket = connect({ host: LISTEN_HOST, port, rejectUnauthorized: false, ALPNProtocols: ['h2'] });
        const finish = (certificate: X509Certificate | undefined): void => {
            clearTimeout(timer);
            socket.destroy();
            resolve(certificate);
        };
        const timer = setTimeout(() => finish(undefined), timeoutMs);
        socket.once('secureConnect', () => {
            const raw = socket.getPeerX509Certificate();
            finish(raw === undefined ? undefined : new X509Certificate(raw.raw));
        });
        socket.once('error', () => finish(undefined));
        socket.once('close', () => finish(undefined));
    });
}

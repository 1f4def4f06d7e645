import type { RequestHandler } from 'express';
import helmet from 'helmet';

const directives = {
    defaultSrc: ["'self'"],
    baseUri: ["'none'"],
    objectSrc: ["'none'"],
    frameAncestors: ["'none'"],
    formAction: ["'self'"],
    imgSrc: ["'self'", 'data:'],
};

/** Pages load only from here and send nothing elsewhere; HTTPS is the business of the proxy in front. */
export function security(): RequestHandler {
    return helmet({
        contentSecurityPolicy: { useDefaults: false, directives },
        strictTransportSecurity: false,
    });
}

/**
 * The same for the pages themselves, which may also read at one more address: the certifier's, where keys, status lists and a
 * holder's documents are.
 * @param address - its origin; undefined while it is not known
 */
export function pageSecurity(address: () => string | undefined): RequestHandler {
    return helmet.contentSecurityPolicy({
        useDefaults: false,
        directives: { ...directives, connectSrc: ["'self'", () => address() ?? "'self'"] },
    });
}

import { parseJson, problem, utf8Text } from '../../domain/index.js';
import type { CertificateContext } from './context.js';

/** Private input: the transient value `evidence`, as JSON. @throws REQUEST_INVALID where it is missing */
export function evidenceOf(context: CertificateContext): unknown {
    const bytes = context.transient('evidence');
    if (bytes === undefined) {
        throw problem('REQUEST_INVALID', { where: 'evidence', reason: 'the transient value "evidence" is missing' });
    }
    return parseJson(utf8Text(bytes), 'evidence');
}

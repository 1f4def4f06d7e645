import type { HolderCopy } from '@linguang/chaincode/domain';
import { ApiProblem, read } from '../ledger/api.ts';
import { info } from '../ledger/live.ts';
import type { Resident } from '../session/session.ts';

/** The forms in which a holder can have her certificate. */
export type DocumentForm = 'pdf-zh' | 'pdf-en' | 'credential' | 'credential.jwt' | 'bundle';

const forms: Readonly<Record<DocumentForm, Readonly<{ path: string; query: string; ending: string }>>> = {
    'pdf-zh': { path: 'pdf', query: '&lang=zh', ending: 'zh.pdf' },
    'pdf-en': { path: 'pdf', query: '&lang=en', ending: 'en.pdf' },
    credential: { path: 'credential', query: '', ending: 'json' },
    'credential.jwt': { path: 'credential.jwt', query: '', ending: 'jwt' },
    bundle: { path: 'bundle', query: '', ending: 'bundle.json' },
};

/** A document of hers and the name to save it by. @throws ApiProblem */
export async function documentOf(resident: Resident, number: string, form: DocumentForm) {
    const { path, query, ending } = forms[form];
    const answer = await hers(resident, number, path, query);
    return { file: await answer.blob(), name: `${number}.${ending}` };
}

/** What she needs to prove parts of a certificate; nobody else should have it. @throws ApiProblem */
export async function holderCopyOf(resident: Resident, number: string): Promise<HolderCopy> {
    return (await hers(resident, number, 'holder', '')).json();
}

/** The same for a month of hers, once all of it is final. @param month - `2026-03` @throws ApiProblem */
export async function monthCopyOf(resident: Resident, number: string, month: string): Promise<HolderCopy> {
    return (await hers(resident, number, 'summary', `&month=${month}`)).json();
}

/**
 * Reads at the certifier's gateway, which makes the documents. Her community's gateway tells the secret that opens hers; the token of her
 * session stays at home.
 */
async function hers(resident: Resident, number: string, path: string, query: string): Promise<Response> {
    const origin = info.value?.certifier?.origin;
    const own = `/v1/participants/${resident.participant}/certificates/${encodeURIComponent(number)}/access`;
    const { access } = await read<{ access: string }>(own);
    if (origin === undefined) {
        throw new ApiProblem('UNREACHABLE', 0, '');
    }
    const address = `${origin}/v1/certificates/${encodeURIComponent(number)}/${path}?access=${access}${query}`;
    const answer = await fetch(address, { credentials: 'omit', cache: 'no-store' }).catch(() => {
        throw new ApiProblem('UNREACHABLE', 0, '');
    });
    if (!answer.ok) {
        const { code, detail } = Object(await answer.json().catch(() => ({})));
        throw new ApiProblem(String(code ?? 'UNEXPECTED'), answer.status, String(detail ?? ''));
    }
    return answer;
}

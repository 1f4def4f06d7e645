import type { ObjectionList } from '../../../src/http/api.ts';
import { Page } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { OfficeObjection } from './inname.tsx';
import { ObjectionQueue } from './queue.tsx';

/** The community office's view of objections to bills: who objects to what, what the grid company decided, and one in a member's name. */
export function Objections() {
    const objections = useResource<ObjectionList>('/v1/objections', { tick: tick.value });
    return (
        <Page title={t('objections.title')} lead={t('objections.lead')}>
            <ObjectionQueue objections={objections} />
            <OfficeObjection done={objections.reload} />
        </Page>
    );
}

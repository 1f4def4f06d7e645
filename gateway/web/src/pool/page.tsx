import type { PoolInfo } from '../../../src/http/api.ts';
import { Loaded, Page } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import type { Resident } from '../session/session.ts';
import { Giving } from './giving.tsx';
import { PoolTotals } from './totals.tsx';

/** The solidarity pool: for a resident her own gift first; for everybody the rule and what is published. */
export function PoolPage(props: { resident?: Resident | undefined }) {
    const pool = useResource<PoolInfo>('/v1/pool', { tick: tick.value });
    return (
        <Page title={t('pool.title')} lead={t('pool.lead')}>
            <Loaded of={pool}>
                {(info) => (
                    <>
                        {props.resident && <Giving resident={props.resident} open={info.rules !== null} />}
                        <PoolTotals info={info} />
                    </>
                )}
            </Loaded>
        </Page>
    );
}

import { useState } from 'preact/hooks';
import type { NextSlot, TariffList } from '../../../src/http/api.ts';
import { Loaded, Page } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { info, tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import type { Resident } from '../session/session.ts';
import { ChoiceForm } from './choiceform.tsx';
import { OfferForm } from './offerform.tsx';
import { SharedNameForm } from './sharedname.tsx';

/** My choice: clean or traditional, and for who has a plant the least price for the surplus. */
export function Choice(props: { resident: Resident }) {
    const next = useResource<NextSlot>(`/v1/participants/${props.resident.participant}/next-slot`, {
        tick: tick.value,
    });
    const tariffs = useResource<TariffList>('/v1/tariffs', { tick: tick.value });
    const [chosen, setChosen] = useState<string | undefined>(undefined);
    return (
        <Page title={t('choice.title')} lead={t('choice.lead')}>
            <Loaded of={next}>
                {({ points }) => {
                    const point = points.find((each) => each.point === chosen) ?? points[0];
                    return (
                        <>
                            {points.length > 1 && (
                                <label class="field">
                                    <span>{t('choice.point')}</span>
                                    <select
                                        value={point?.point}
                                        onChange={(event) => setChosen(event.currentTarget.value)}
                                    >
                                        {points.map((each) => (
                                            <option key={each.point} value={each.point}>
                                                {each.plant ? `${each.point} (${t('choice.withPlant')})` : each.point}
                                            </option>
                                        ))}
                                    </select>
                                </label>
                            )}
                            {point === undefined ? (
                                <p>{t('choice.noPoint')}</p>
                            ) : (
                                <Loaded of={tariffs}>
                                    {({ current }) =>
                                        current ? (
                                            <>
                                                {point.direction !== 'export' && (
                                                    <ChoiceForm
                                                        key={`choice ${point.point}`}
                                                        resident={props.resident}
                                                        point={point.point}
                                                        tariff={current}
                                                    />
                                                )}
                                                {point.direction !== 'import' && (
                                                    <OfferForm
                                                        key={`offer ${point.point}`}
                                                        resident={props.resident}
                                                        point={point.point}
                                                        tariff={current}
                                                    />
                                                )}
                                            </>
                                        ) : (
                                            <p>{t('tariffs.none')}</p>
                                        )
                                    }
                                </Loaded>
                            )}
                        </>
                    );
                }}
            </Loaded>
            <SharedNameForm resident={props.resident} />
            {info.value?.rules?.forward && (
                <p>
                    <a href="/orders">{t('orders.link')}</a>
                </p>
            )}
        </Page>
    );
}

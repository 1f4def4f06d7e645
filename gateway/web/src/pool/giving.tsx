import { useState } from 'preact/hooks';
import type { Donations } from '../../../src/http/api.ts';
import { Loaded } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import { SigningOutcome, useSigning } from '../resident/signing.tsx';
import type { Resident } from '../session/session.ts';
import { GiftHistory } from './history.tsx';
import { GiftPreview } from './preview.tsx';
import { type GivingWay, giftText, givingWays, termsOf, typedOf } from './ways.ts';

type Props = { resident: Resident; open: boolean };

/** A resident's gift: what stands, another way to give with what it would have come to, and what she gave so far. */
export function Giving(props: Props) {
    const donations = useResource<Donations>(`/v1/participants/${props.resident.participant}/donations`, {
        tick: tick.value,
    });
    return (
        <Loaded of={donations}>
            {(given) => (
                <>
                    <GivingForm {...props} donations={given} reload={donations.reload} />
                    <GiftHistory donations={given} />
                </>
            )}
        </Loaded>
    );
}

/** The gift that holds now, and one that is signed but begins later. */
function standing({ items }: Donations) {
    const now = items.find(({ inForce }) => inForce);
    const [newest] = items;
    const gatedBefore = items.some(({ inForce, from }) => inForce && newest !== undefined && from >= newest.from);
    return { now, newest: newest === now || gatedBefore ? undefined : newest };
}

function GivingForm(props: Props & { donations: Donations; reload: () => void }) {
    const { resident, donations } = props;
    const { now, newest } = standing(donations);
    const last = (newest ?? now)?.terms;
    const [way, setWay] = useState<GivingWay>(last === undefined || last.way === 'none' ? 'share' : last.way);
    const [typed, setTyped] = useState<Readonly<Partial<Record<GivingWay, string>>>>(
        last === undefined || last.way === 'none' ? {} : { [last.way]: typedOf(last) },
    );
    const { outcome, sign, reset } = useSigning(resident, '*', props.reload);
    const amount = typed[way] ?? String(givingWays[way].usual);
    const terms = termsOf(way, amount);
    const signing = outcome.state === 'busy';
    return (
        <section>
            <h2>{t('pool.give.title')}</h2>
            <p class="holding">
                {now ? t('pool.now', { gift: giftText(now.terms), from: show.moment(now.from) }) : t('pool.now.none')}
                {newest && newest.from > (now?.from ?? -1) && newest.terms.way !== 'none' && !now
                    ? ` ${t('pool.later', { gift: giftText(newest.terms), from: show.moment(newest.from) })}`
                    : ''}
            </p>
            <p>{t('pool.give.lead')}</p>
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    if (terms !== undefined) {
                        void sign({ kind: 'donation', terms });
                    }
                }}
            >
                <fieldset class="cards">
                    <legend>{t('pool.give.question')}</legend>
                    {(Object.keys(givingWays) as GivingWay[]).map((each) => (
                        <label key={each} class="card card-community">
                            <input
                                type="radio"
                                name="way"
                                value={each}
                                checked={way === each}
                                onChange={() => {
                                    setWay(each);
                                    reset();
                                }}
                            />
                            <span class="card-words">
                                <strong>{t(givingWays[each].name)}</strong>
                                <span>{t(givingWays[each].what)}</span>
                            </span>
                        </label>
                    ))}
                </fieldset>
                <label class="field">
                    <span>{t(givingWays[way].amount)}</span>
                    <input
                        type="number"
                        inputMode="decimal"
                        required
                        min={givingWays[way].least}
                        max={givingWays[way].most}
                        step={givingWays[way].step}
                        value={amount}
                        onInput={(event) => {
                            setTyped({ ...typed, [way]: event.currentTarget.value });
                            reset();
                        }}
                    />
                </label>
                {terms !== undefined && <GiftPreview participant={resident.participant} terms={terms} />}
                <button type="submit" class="button primary" disabled={signing || terms === undefined || !props.open}>
                    {t('pool.sign')}
                </button>
                {last !== undefined && last.way !== 'none' && (
                    <button
                        type="button"
                        class="button"
                        disabled={signing}
                        onClick={() => void sign({ kind: 'donation', terms: { way: 'none' } })}
                    >
                        {t('pool.withdraw')}
                    </button>
                )}
                <SigningOutcome outcome={outcome} />
            </form>
        </section>
    );
}

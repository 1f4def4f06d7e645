import { type OfferIntent, price } from '@linguang/chaincode/domain';
import { useState } from 'preact/hooks';
import type { IntentRecord, Tariff } from '../../../src/http/api.ts';
import { NeighbourPicker } from '../choices/neighbours.tsx';
import { ZonePicker } from '../choices/zones.tsx';
import { Loaded } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';
import type { Resident } from '../session/session.ts';
import { priceTerm, standing } from './intents.ts';
import { PriceSlider } from './priceslider.tsx';
import { SigningOutcome, useSigning } from './signing.tsx';

type Props = { resident: Resident; point: string; tariff: Tariff };

/** The least price for which a household with a plant sells its surplus to neighbours. */
export function OfferForm(props: Props) {
    const offers = useResource<{ items: IntentRecord[] }>(`/v1/participants/${props.resident.participant}/offers`, {
        tick: tick.value,
    });
    return (
        <section>
            <h2>{t('offer.title')}</h2>
            <p>{t('offer.lead')}</p>
            <Loaded of={offers}>{({ items }) => <Offering {...props} records={items} reload={offers.reload} />}</Loaded>
        </section>
    );
}

/** Shares of the surplus to give away, hundredths of a percent. */
const gifts = [0, 500, 1000, 2500, 5000, 10_000] as const;

function shareIn(record: IntentRecord | undefined, name: 'poolShare' | 'communityShare'): number {
    const share = record?.terms[name];
    return typeof share === 'number' ? share : 0;
}

/** Whom an offer is reserved for; none named is everybody. */
type Reserved = Readonly<{ owners: readonly string[]; zones: readonly string[] }>;

/** What to sign. */
function offerTerms(least: number, gift: number, community: number, { owners, zones }: Reserved): OfferIntent['terms'] {
    const accepts = {
        ...(owners.length === 0 ? {} : { owners: [...owners] }),
        ...(zones.length === 0 ? {} : { zones: [...zones] }),
    };
    return {
        minPrice: price(least),
        ...(Object.keys(accepts).length === 0 ? {} : { accepts }),
        ...(gift === 0 ? {} : { poolShare: gift }),
        ...(community === 0 ? {} : { communityShare: community }),
    };
}

function reservedIn(record: IntentRecord | undefined): Reserved {
    const accepts = record?.terms['accepts'];
    const named = (kind: string): readonly string[] => {
        const ids: unknown = typeof accepts === 'object' && accepts !== null ? Reflect.get(accepts, kind) : undefined;
        return Array.isArray(ids) ? ids.map(String) : [];
    };
    return { owners: named('owners'), zones: named('zones') };
}

function Offering(props: Props & { records: readonly IntentRecord[]; reload: () => void }) {
    const { resident, point, tariff } = props;
    const { now, later } = standing(props.records, point);
    const [least, setLeast] = useState(priceTerm(later ?? now, 'minPrice') ?? tariff.feedIn);
    const [gift, setGift] = useState(shareIn(later ?? now, 'poolShare'));
    const [community, setCommunity] = useState(shareIn(later ?? now, 'communityShare'));
    const [reserved, setReserved] = useState(() => reservedIn(later ?? now));
    const { outcome, sign, reset } = useSigning(resident, point, props.reload);
    const reserve = (part: Partial<Reserved>) => {
        setReserved({ ...reserved, ...part });
        reset();
    };
    const standingPrice = priceTerm(now, 'minPrice');
    const comingPrice = priceTerm(later, 'minPrice');
    return (
        <form
            onSubmit={(event) => {
                event.preventDefault();
                void sign({ kind: 'offer', terms: offerTerms(least, gift, community, reserved) });
            }}
        >
            <p class="holding">
                {standingPrice === undefined || !now
                    ? t('offer.now.none')
                    : t('offer.now', { price: show.price(standingPrice), from: show.moment(now.from) })}
                {comingPrice !== undefined &&
                    later &&
                    ` ${t('offer.later', { price: show.price(comingPrice), from: show.moment(later.from) })}`}
            </p>
            <PriceSlider
                name={t('offer.least')}
                value={least}
                lowest={Math.min(tariff.feedIn, least)}
                highest={tariff.retailRange.high}
                change={(value) => {
                    setLeast(value);
                    reset();
                }}
            />
            <ShareField
                name={t('offer.pool')}
                value={gift}
                change={(share) => {
                    setGift(share);
                    reset();
                }}
            />
            <ShareField
                name={t('offer.community')}
                hint={t('offer.community.how')}
                value={community}
                change={(share) => {
                    setCommunity(share);
                    reset();
                }}
            />
            <details class="rows more" open={reserved.owners.length + reserved.zones.length > 0}>
                <summary>{t('offer.reserve')}</summary>
                <div class="more-parts">
                    <p class="small">{t('offer.reserve.how')}</p>
                    <fieldset>
                        <legend>{t('offer.reserve.neighbours')}</legend>
                        <NeighbourPicker
                            participant={resident.participant}
                            chosen={Object.fromEntries(reserved.owners.map((owner) => [owner, 0]))}
                            change={(owners) => reserve({ owners: Object.keys(owners) })}
                        />
                    </fieldset>
                    <ZonePicker
                        name={t('offer.reserve.zones')}
                        chosen={reserved.zones}
                        change={(zones) => reserve({ zones })}
                    />
                </div>
            </details>
            <div class="effect">
                <h2>{t('effect.title')}</h2>
                <ul>
                    <li>{t('effect.offer.least', { price: show.price(least) })}</li>
                    <li>{t('effect.offer.rest', { price: show.price(tariff.feedIn) })}</li>
                    <li>{t('effect.from')}</li>
                </ul>
            </div>
            <button type="submit" class="button primary" disabled={outcome.state === 'busy'}>
                {t('offer.sign')}
            </button>
            <SigningOutcome outcome={outcome} />
        </form>
    );
}

/** A share of the surplus to give away. */
function ShareField({ name, hint, value, change }: ShareProps) {
    return (
        <label class="field">
            <span>{name}</span>
            <select value={value} onChange={(event) => change(Number(event.currentTarget.value))}>
                {[...new Set([...gifts, value])].map((share) => (
                    <option key={share} value={share}>
                        {share === 0 ? t('offer.pool.none') : show.share(share, 10_000)}
                    </option>
                ))}
            </select>
            {hint && <span class="small">{hint}</span>}
        </label>
    );
}

type ShareProps = { name: string; hint?: string; value: number; change: (share: number) => void };

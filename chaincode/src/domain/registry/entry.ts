import type { ChoiceTerms, OfferTerms } from '../intents/intent.js';
import type { DonationTerms } from '../pool/terms.js';
import type { Slot } from '../slot.js';
import type { Point } from './point.js';
import type { Rules } from './rules.js';
import type { Tariff } from './tariff/tariff.js';
import type { Zone } from './zone.js';

/** Who stands behind an entry: an organisation, a participant by her signature, or a delegate under her mandate. */
export type Origin =
    | { readonly organisation: string }
    | { readonly participant: string; readonly kid: string }
    | { readonly delegate: string; readonly mandate: string };

type EntryOf<Kind extends string, Body> = {
    readonly v: 1;
    readonly kind: Kind;
    /** What it is about: zone or point id; `tariff` and `rules` for the one of the community. */
    readonly id: string;
    /** First slot from which it holds. */
    readonly from: Slot;
    /** Orders entries of one kind and id: what its author said later has the higher number. */
    readonly sequence: number;
    readonly by: Origin;
    readonly body: Body;
};

/** Standing instructions keep the participant, so that they end when the point changes hands. */
export type ChoiceBody = { readonly participant: string; readonly terms: ChoiceTerms };
export type OfferBody = { readonly participant: string; readonly terms: OfferTerms };

/** `id` is the participant: she gives of all her points. */
export type DonationBody = { readonly participant: string; readonly terms: DonationTerms };

export type PointEntry = EntryOf<'point', Point>;
export type ZoneEntry = EntryOf<'zone', Zone>;
export type TariffEntry = EntryOf<'tariff', Tariff>;
export type RulesEntry = EntryOf<'rules', Rules & { readonly version: number }>;
export type ChoiceEntry = EntryOf<'choice', ChoiceBody>;
export type OfferEntry = EntryOf<'offer', OfferBody>;
export type DonationEntry = EntryOf<'donation', DonationBody>;

/** A dated entry: it holds from its first slot until a newer one of the same kind and id takes over. */
export type Entry = PointEntry | ZoneEntry | TariffEntry | RulesEntry | ChoiceEntry | OfferEntry | DonationEntry;
export type EntryKind = Entry['kind'];

import type { JSX } from 'preact';
import { Patterns } from './chart/patterns.tsx';
import { t } from './language/language.ts';
import { info } from './ledger/live.ts';
import { type Resident, session } from './session/session.ts';
import { Banner } from './shell/banner.tsx';
import { Header } from './shell/header.tsx';
import { later } from './shell/later.tsx';
import { organisationOf } from './shell/organisation.ts';
import { followLinks, path } from './shell/router.ts';
import { type Tab, Tabs } from './shell/tabs.tsx';

// Each page's code is fetched when it is first shown; a new page is added here in the same way.
const BillPage = later(() => import('./bills/billpage.tsx').then((module) => module.BillPage));
const Auditing = later(() => import('./certifier/auditing.tsx').then((module) => module.Auditing));
const Examined = later(() => import('./certifier/examined.tsx').then((module) => module.Examined));
const Issue = later(() => import('./certifier/issue.tsx').then((module) => module.Issue));
const IssuedPage = later(() => import('./certifier/issued.tsx').then((module) => module.IssuedPage));
const Plants = later(() => import('./certifier/plants.tsx').then((module) => module.Plants));
const Reservations = later(() => import('./certifier/reservations.tsx').then((module) => module.Reservations));
const SlotEvidence = later(() => import('./certifier/slotevidence.tsx').then((module) => module.SlotEvidence));
const History = later(() => import('./choices/history.tsx').then((module) => module.History));
const Corrections = later(() => import('./corrections/desk.tsx').then((module) => module.Corrections));
const MyCorrections = later(() => import('./corrections/mine.tsx').then((module) => module.MyCorrections));
const FiguresPage = later(() => import('./figures/figures.tsx').then((module) => module.FiguresPage));
const Orders = later(() => import('./forward/orders.tsx').then((module) => module.Orders));
const Billing = later(() => import('./grid/billing.tsx').then((module) => module.Billing));
const Meters = later(() => import('./grid/meters.tsx').then((module) => module.Meters));
const Slots = later(() => import('./grid/slots.tsx').then((module) => module.Slots));
const Tariffs = later(() => import('./grid/tariffs.tsx').then((module) => module.Tariffs));
const Objections = later(() => import('./objections/office.tsx').then((module) => module.Objections));
const Participants = later(() => import('./office/participants.tsx').then((module) => module.Participants));
const PoolPage = later(() => import('./pool/page.tsx').then((module) => module.PoolPage));
const Recipients = later(() => import('./pool/recipients.tsx').then((module) => module.Recipients));
const CertificatePage = later(() => import('./resident/certificate.tsx').then((module) => module.CertificatePage));
const Certificates = later(() => import('./resident/certificates.tsx').then((module) => module.Certificates));
const Choice = later(() => import('./resident/choice.tsx').then((module) => module.Choice));
const Day = later(() => import('./resident/day.tsx').then((module) => module.Day));
const LinePage = later(() => import('./resident/line.tsx').then((module) => module.LinePage));
const Money = later(() => import('./resident/money.tsx').then((module) => module.Money));
const Now = later(() => import('./resident/now.tsx').then((module) => module.Now));
const SignIn = later(() => import('./session/signin.tsx').then((module) => module.SignIn));
const Verify = later(() => import('./verify/verify.tsx').then((module) => module.Verify));

const gridTabs: readonly Tab[] = [
    { to: '/slots', name: 'tab.slots', icon: 'slots', page: () => <Slots /> },
    { to: '/meters', name: 'tab.meters', icon: 'meters', page: () => <Meters /> },
    { to: '/tariffs', name: 'tab.tariffs', icon: 'tariffs', page: () => <Tariffs /> },
    { to: '/corrections', name: 'tab.corrections', icon: 'corrections', page: () => <Corrections /> },
    { to: '/billing', name: 'tab.billing', icon: 'money', page: () => <Billing /> },
];

const certifierTabs: readonly Tab[] = [
    { to: '/issue', name: 'tab.issue', icon: 'issue', page: () => <Issue /> },
    { to: '/issued', name: 'tab.issued', icon: 'issued', page: () => <IssuedPage /> },
    { to: '/plants', name: 'tab.plants', icon: 'plants', page: () => <Plants /> },
    { to: '/reservations', name: 'tab.reservations', icon: 'slots', page: () => <Reservations /> },
    { to: '/auditing', name: 'tab.auditing', icon: 'verify', page: () => <Auditing /> },
];

const officeTabs: readonly Tab[] = [
    { to: '/participants', name: 'tab.participants', icon: 'people', page: () => <Participants /> },
    { to: '/objections', name: 'tab.objections', icon: 'money', page: () => <Objections /> },
    { to: '/recipients', name: 'tab.recipients', icon: 'tariffs', page: () => <Recipients /> },
];

function residentTabs(resident: Resident): readonly Tab[] {
    return [
        { to: '/now', name: 'tab.now', icon: 'now', page: () => <Now resident={resident} /> },
        { to: '/day', name: 'tab.day', icon: 'day', page: () => <Day resident={resident} /> },
        { to: '/choice', name: 'tab.choice', icon: 'choice', page: () => <Choice resident={resident} /> },
        { to: '/money', name: 'tab.money', icon: 'money', page: () => <Money resident={resident} /> },
        {
            to: '/certificates',
            name: 'tab.certificates',
            icon: 'certificate',
            page: () => <Certificates resident={resident} />,
        },
    ];
}

/** The tabs of whoever is signed in; none for a visitor. */
function tabsOf(): readonly Tab[] {
    const opened = session.value;
    switch (opened?.role) {
        case 'resident':
            return opened.resident ? residentTabs(opened.resident) : [];
        case 'community.office':
            return officeTabs;
        case 'grid.operator':
            return gridTabs;
        case 'certifier.officer':
            return certifierTabs;
        default:
            return [];
    }
}

/** Pages deeper than a tab. */
function deeper(resident: Resident | undefined): JSX.Element | undefined {
    const [, section, rest] = path.value.split('/');
    const name = rest === undefined ? undefined : decodeURIComponent(rest);
    if (section === 'verify') {
        return <Verify key={name} number={name} />;
    }
    if (section === 'issue' && name && session.value?.role === 'certifier.officer') {
        return certifiersEvidence(name, path.value.split('/').slice(3).map(decodeURIComponent));
    }
    if (section === 'pool') {
        return <PoolPage resident={resident} />;
    }
    if (section === 'bills' && resident && name && /^\d{4}-\d{2}$/.test(name)) {
        return <BillPage key={name} resident={resident} month={name} />;
    }
    if (section === 'choice' && name === 'history' && resident) {
        return <History resident={resident} />;
    }
    if (section === 'corrections' && resident) {
        return <MyCorrections resident={resident} />;
    }
    if (section === 'figures' && resident) {
        return <FiguresPage resident={resident} />;
    }
    if (section === 'line' && resident && name && /^\d+$/.test(name)) {
        return <LinePage resident={resident} slot={Number(name)} />;
    }
    if (section === 'orders' && resident) {
        return <Orders resident={resident} />;
    }
    return section === 'certificates' && resident && name ? (
        <CertificatePage key={name} resident={resident} number={name} />
    ) : undefined;
}

/** What a certificate to be issued rests on: `/issue/2026-03-01/p-anna`, and one quarter-hour of it. */
function certifiersEvidence(
    day: string,
    [participant, slot]: readonly (string | undefined)[],
): JSX.Element | undefined {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !participant) {
        return undefined;
    }
    return slot && /^\d+$/.test(slot) ? (
        <SlotEvidence key={slot} day={day} participant={participant} slot={Number(slot)} />
    ) : (
        <Examined key={`${day} ${participant}`} day={day} participant={participant} />
    );
}

/** The whole of the pages. */
export function App() {
    const tabs = tabsOf();
    const page = deeper(session.value?.resident);
    const under = tabs.find((each) => path.value === each.to || path.value.startsWith(`${each.to}/`));
    const tab = under ?? (page ? undefined : tabs[0]);
    return (
        // biome-ignore lint/a11y/useKeyWithClickEvents: follows the clicks that links make of the Enter key too
        // biome-ignore lint/a11y/noStaticElementInteractions: see above
        <div
            class={`frame frame-${organisationOf(info.value) ?? 'none'} ${tabs.length > 0 ? 'with-tabs' : ''}`}
            onClick={followLinks}
        >
            <a class="skip" href="#content">
                {t('skip')}
            </a>
            <Header />
            <Banner />
            {tabs.length > 0 && <Tabs tabs={tabs} current={tab?.to} />}
            <main id="content" class="wide" tabIndex={-1}>
                {info.value ? (page ?? tab?.page() ?? <SignIn />) : <p class="waiting">{t('state.connecting')}</p>}
            </main>
            <footer class="wide">
                <p>{t('footer')}</p>
                <p>
                    <a href="/verify">{t('verify.title')}</a> · <a href="/pool">{t('pool.title')}</a>
                </p>
            </footer>
            <Patterns />
        </div>
    );
}

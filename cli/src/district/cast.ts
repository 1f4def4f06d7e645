/** Somebody of the simulated district with one metering point. */
export type Member = {
    /** Also the name of the profile: `load/<key>.csv`. */
    readonly key: string;
    /** How the demo calls them, zh and en; such names never reach the ledger. */
    readonly name: string;
    readonly role: 'resident' | 'prosumer' | 'firm' | 'operator';
    readonly kind: 'household' | 'school' | 'clinic' | 'station' | 'wind';
    readonly zone: 'garden' | 'hill';
    /** What the member generates: the per-unit profile and the W installed. */
    readonly plant: { readonly profile: 'pv_1' | 'pv_2' | 'pv_3' | 'wind_1'; readonly watts: number } | null;
    readonly energy: 'clean' | 'traditional' | null;
};

export const DISTRICT_SEED = 20_260_301;
export const PV_HOMES = 8;
const HOMES = 24;
const HOME_PV_WATTS = 5000;

const NAMES = [
    '陈 Chen,林 Lin,黄 Huang,张 Zhang,李 Li,王 Wang,吴 Wu,刘 Liu,蔡 Cai,杨 Yang,许 Xu,郑 Zheng',
    '谢 Xie,郭 Guo,洪 Hong,曾 Zeng,邱 Qiu,周 Zhou,叶 Ye,廖 Liao,徐 Xu,庄 Zhuang,苏 Su,何 He',
]
    .join(',')
    .split(',');
/** Homes that have not chosen clean energy. */
const TRADITIONAL = new Set([12, 19, 22]);

/** Everybody: 24 households of which 8 have PV, a school, a clinic, a PV station and a wind plant. */
export const CAST: readonly Member[] = [
    ...Array.from({ length: HOMES }, (_, index): Member => {
        const hasPv = index < PV_HOMES;
        return {
            key: `hh_${String(index + 1).padStart(2, '0')}`,
            name: `${NAMES[index] ?? 'home'}${hasPv ? ' ☀' : ''}`,
            role: hasPv ? 'prosumer' : 'resident',
            kind: 'household',
            zone: 'garden',
            plant: hasPv ? { profile: `pv_${((index % 3) + 1) as 1 | 2 | 3}`, watts: HOME_PV_WATTS } : null,
            energy: TRADITIONAL.has(index) ? 'traditional' : 'clean',
        };
    }),
    {
        key: 'org_school',
        name: '蛇口学校 School',
        role: 'firm',
        kind: 'school',
        zone: 'garden',
        plant: null,
        energy: 'clean',
    },
    {
        key: 'org_clinic',
        name: '社区诊所 Clinic',
        role: 'firm',
        kind: 'clinic',
        zone: 'garden',
        plant: null,
        energy: 'clean',
    },
    {
        key: 'plant_sun',
        name: '光伏电站 PV station',
        role: 'operator',
        kind: 'station',
        zone: 'hill',
        plant: { profile: 'pv_1', watts: 30_000 },
        energy: null,
    },
    {
        key: 'plant_wind',
        name: '风电场 Wind plant',
        role: 'operator',
        kind: 'wind',
        zone: 'hill',
        plant: { profile: 'wind_1', watts: 15_000 },
        energy: null,
    },
];

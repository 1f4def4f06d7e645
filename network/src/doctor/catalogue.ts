/** `error`: the network does not work, or soon stops; `warning`: look at it by daylight. */
export type Severity = 'error' | 'warning';

/** What the doctor looks at; the name of a check in reports. */
export const CHECKS = [
    'programs',
    'disk',
    'permissions',
    'clock',
    'certificates',
    'membership',
    'channel',
    'profiles',
    'processes',
    'ports',
    'nodes',
    'orderers',
    'ledgers',
    'packages',
    'definitions',
    'doctor',
] as const;
export type Check = (typeof CHECKS)[number];

/** One thing that can be wrong. */
export type CatalogueEntry = Readonly<{
    check: Check;
    severity: Severity;
    /** What it means, a sentence. */
    meaning: string;
    /** Command to type, with `{data}` and what the finding says in place of `{…}`. */
    remedy: string;
    /** What the command does not say. */
    advice: string;
}>;

const RESTART = 'linguang network down --data {data} && linguang network up --detach --data {data}';
const REISSUE = `linguang network down --data {data}; mv {folder} {folder}.old && linguang network up --detach --data {data}`;
const REISSUED =
    "the next start issues it anew from the organisation's own authority in the folder; with an authority of your own, put the renewed files there instead";
const AUTHORITY = 'cp -a BACKUP{file} {file}';
const AUTHORITY_ADVICE =
    'nothing can be issued in its place without changing the channel; without a backup only "linguang network purge" and a new beginning help';
/** In place of issuing anew, for the TLS certificates of orderers: the channel knows each orderer by its key. */
export const RESTORE: Pick<CatalogueEntry, 'remedy' | 'advice'> = {
    remedy: 'mkdir -p {folder} && cp -a BACKUP{folder}/. {folder}/',
    advice: 'the channel knows this orderer by its key: a new certificate must be of the same key',
};
const ERASE_ONE =
    'linguang network down --data {data}; mv {folder} {folder}.old && linguang network up --detach --data {data}';
const DEPLOY_ADVICE =
    'run the same build of the same sources in every organisation; a start approves and commits what is built';

const error = (check: Check, meaning: string, remedy: string, advice: string): CatalogueEntry => ({
    check,
    severity: 'error',
    meaning,
    remedy,
    advice,
});
const warning = (check: Check, meaning: string, remedy: string, advice: string): CatalogueEntry => ({
    check,
    severity: 'warning',
    meaning,
    remedy,
    advice,
});

/**
 * Everything the doctor can find, by its stable code. The page of the operator's handbook is this table; codes are never
 * given another meaning.
 */
export const CATALOGUE = {
    PROGRAMS_MISSING: error(
        'programs',
        "Hyperledger Fabric's programs of the line that wrote the ledgers are not on this machine",
        'linguang network install ARCHIVE',
        'or put an unpacked official release on PATH, or name its bin folder in FABRIC_BIN',
    ),
    PROGRAMS_MIXED: error(
        'programs',
        'peer, orderer and configtxgen on PATH are not of one version',
        'export FABRIC_BIN={folder}',
        'name the bin folder of one release that holds all three',
    ),
    PROGRAMS_TOO_OLD: error(
        'programs',
        'the channel asks for more than these programs can do',
        'linguang network up --fabric-version 3.1 --detach --data {data}',
        'the channel was begun with Fabric 3 (its capabilities or its BFT orderers need it)',
    ),
    PROGRAMS_CHANGED: warning(
        'programs',
        'a node still runs another version than the programs on this machine',
        'linguang network restart {node} --data {data}',
        'restart one node after the other, orderers first',
    ),
    NODEJS_TOO_OLD: error(
        'programs',
        'Node.js is older than the programs need',
        'npm ci',
        'the packages bring a Node.js along; or install Node.js 24',
    ),
    DISK_FULL: error(
        'disk',
        'so little space is left that nodes stop at one of the next blocks',
        'df -h {folder}; du -xsh {folder}/* | sort -h',
        'free space, or move the folder to a larger disk while the network is down',
    ),
    DISK_LOW: warning(
        'disk',
        'the disk fills up',
        'df -h {folder}; du -xsh {folder}/* | sort -h',
        'free space before the nodes stop',
    ),
    INODES_LOW: error(
        'disk',
        'the file system can hold hardly any more files, whatever space is left',
        'df -i {folder}',
        'remove files that are not needed, or move the folder to another file system',
    ),
    FOLDER_READONLY: error(
        'disk',
        'the folder cannot be written',
        'mount | grep -E "$(df --output=target {folder} | tail -1)"; ls -ld {folder}',
        'a file system that is mounted read-only after an error must be checked first; see dmesg',
    ),
    KEY_EXPOSED: error(
        'permissions',
        'a private key can be read by other users of the machine',
        'chmod 600 {file}',
        'who had an account here may have a copy: consider a new key',
    ),
    FILE_UNREADABLE: error(
        'permissions',
        'a file of the network cannot be read by you',
        'sudo chown {owner} {file}',
        'run all commands as the user who owns the folder',
    ),
    OWNER_MIXED: warning(
        'permissions',
        'parts of the folder belong to another user than the folder',
        'sudo chown -R {owner} {file}',
        'it was once started as another user; nodes cannot write there',
    ),
    CLOCK_IMPLAUSIBLE: error(
        'clock',
        'the clock of this machine shows a year that cannot be',
        'sudo timedatectl set-ntp true; date',
        'certificates are judged by this clock',
    ),
    CLOCK_BEHIND: error(
        'clock',
        'the clock of this machine is behind the ledger: it went back, or was ahead before',
        'sudo timedatectl set-ntp true; date',
        'peers refuse proposals whose time differs from theirs by more than 15 minutes',
    ),
    CLOCK_APART: error(
        'clock',
        "a node's clock differs from this one by more than the 15 minutes peers accept",
        'sudo timedatectl set-ntp true; date',
        'on both machines; then restart what was started with the wrong clock',
    ),
    CLOCK_DRIFTS: warning(
        'clock',
        "a node's clock differs from this one by more than 10 seconds",
        'sudo timedatectl set-ntp true; date',
        'on both machines',
    ),
    CERTIFICATE_MISSING: error('certificates', 'a certificate or its key is not there', REISSUE, REISSUED),
    CERTIFICATE_UNREADABLE: error('certificates', 'a file is no certificate or no private key', REISSUE, REISSUED),
    CERTIFICATE_EXPIRED: error('certificates', 'a certificate has expired', REISSUE, REISSUED),
    CERTIFICATE_EXPIRES: warning('certificates', 'a certificate expires within 30 days', REISSUE, REISSUED),
    CERTIFICATE_NOT_YET_VALID: error(
        'certificates',
        'a certificate is not valid yet',
        'date; sudo timedatectl set-ntp true',
        'where the clock is right, the certificate was issued on a machine whose clock was not: issue it anew',
    ),
    CERTIFICATE_FOREIGN: error(
        'certificates',
        "a certificate was not issued by the organisation's authority",
        REISSUE,
        REISSUED,
    ),
    CERTIFICATE_NAME: error(
        'certificates',
        'a TLS certificate does not hold a name under which the node is reached',
        REISSUE,
        REISSUED,
    ),
    CERTIFICATE_ROLE: error(
        'certificates',
        'the organisational unit of a certificate is not the role its holder plays',
        REISSUE,
        REISSUED,
    ),
    KEY_MISMATCH: error('certificates', 'a private key does not belong to its certificate', REISSUE, REISSUED),
    AUTHORITY_MISSING: error(
        'certificates',
        "an organisation's authority lacks its certificate or key",
        AUTHORITY,
        AUTHORITY_ADVICE,
    ),
    AUTHORITY_EXPIRED: error(
        'certificates',
        "an organisation's authority is not valid today, and with it nothing it issued",
        AUTHORITY,
        AUTHORITY_ADVICE,
    ),
    AUTHORITY_EXPIRES: warning(
        'certificates',
        "an organisation's authority expires within 30 days",
        AUTHORITY,
        'renew the authority with the same key, and update the channel',
    ),
    CERTIFICATE_NOT_LOADED: warning(
        'certificates',
        'a node serves another TLS certificate than the one in its folder',
        'linguang network restart {node} --data {data}',
        'the file was renewed after the node had started',
    ),
    MSP_DIFFERS: error(
        'membership',
        "an organisation's MSP folder is not what the channel knows it by",
        'mkdir -p {folder} && cp -a BACKUP{folder}/. {folder}/',
        'identities from this folder are strangers to the channel; without a backup: "linguang network reset"',
    ),
    MSP_LOCAL_DIFFERS: error(
        'membership',
        "the MSP of a node or client trusts other authorities than its organisation's",
        REISSUE,
        REISSUED,
    ),
    ORGANISATION_ABSENT: error(
        'membership',
        'the topology has an organisation that the channel does not know',
        'linguang network reset --data {data}',
        'the channel holds its members since its first block; "reset" erases the ledger and begins a new channel',
    ),
    CHANNEL_UNREADABLE: error(
        'channel',
        "the channel's first block in the folder is no configuration block",
        'cp -a BACKUP{file} {file}',
        'a node that lost its ledger cannot join again without it; without a backup: "linguang network reset"',
    ),
    ANCHOR_STALE: error(
        'channel',
        'an anchor peer of the channel is at no address of the topology',
        'linguang network up --port-base {portBase} --detach --data {data}',
        'peers of other organisations do not find this one; start the network with the ports it was begun with',
    ),
    ENDPOINT_STALE: error(
        'channel',
        'an orderer endpoint of the channel is at no address of the topology',
        'linguang network up --port-base {portBase} --detach --data {data}',
        'peers fetch blocks there; start the network with the ports it was begun with',
    ),
    CONSENTER_STALE: error(
        'channel',
        'a consenter of the channel is at no address of the topology',
        'linguang network up --port-base {portBase} --detach --data {data}',
        'orderers reach each other there; start the network with the ports it was begun with',
    ),
    CONSENTER_CERTIFICATE: error(
        'channel',
        'the key of an orderer is not the one the channel knows it by',
        'mkdir -p {folder} && cp -a BACKUP{folder}/. {folder}/',
        'the other orderers refuse it; without a backup: "linguang network reset"',
    ),
    PROFILE_UNREADABLE: error(
        'profiles',
        'a connection profile is missing, or is none',
        RESTART,
        'every start writes the profiles',
    ),
    PROFILE_STALE: error(
        'profiles',
        'a connection profile leads to addresses or files that are not there',
        RESTART,
        'every start writes the profiles; copies of it elsewhere must be replaced',
    ),
    SUPERVISOR_GONE: error(
        'processes',
        'what started the network was killed and left processes behind',
        'linguang network down --data {data}',
        'it ends what is left; then start the network',
    ),
    ORPHAN_PROCESS: error(
        'processes',
        'a process of an earlier run of this network still holds a port',
        'kill {pid}',
        'it is none of those that are supervised now',
    ),
    PROCESS_GONE: error(
        'processes',
        'a process that should run does not',
        'linguang network logs {process} --data {data}',
        'it is started again by itself, later each time; its log says why it ends',
    ),
    PROCESS_FROZEN: error(
        'processes',
        'a process is suspended (SIGSTOP, or a debugger): it holds its ports and answers nobody',
        'kill -CONT {pid}',
        'whoever waits for it goes on then',
    ),
    PROCESS_RESTARTS: warning(
        'processes',
        'a process has ended by itself several times',
        'linguang network logs {process} --data {data}',
        'its log says why it ends',
    ),
    PORT_TAKEN: error(
        'ports',
        'a port of the network is held by another program',
        '{command}',
        'end that program; or, for a new network, choose others with --port-base',
    ),
    NODE_STOPPED: warning(
        'nodes',
        'a node was taken down with "linguang network stop"',
        'linguang network start {node} --data {data}',
        'unless somebody works on it',
    ),
    NODE_DOWN: error(
        'nodes',
        'the process of a node does not run',
        'linguang network logs {node} --data {data}',
        'it is started again by itself, later each time; its log says why it ends',
    ),
    NODE_SILENT: error(
        'nodes',
        'a node runs and does not answer in time',
        'linguang network restart {node} --data {data}',
        'see its log and the load of the machine first',
    ),
    NODE_UNHEALTHY: error(
        'nodes',
        'a node says of itself that it is not healthy',
        'linguang network logs {node} --data {data}',
        'the failed checks are what it reported',
    ),
    ORDERERS_NO_QUORUM: error(
        'orderers',
        'too few orderers run to agree on a block: nothing is committed',
        'linguang network start {node} --data {data}',
        'each orderer that comes back counts',
    ),
    ORDERERS_NO_LEADER: error(
        'orderers',
        'enough orderers run, and none leads: nothing is committed',
        'linguang network logs {node} --data {data}',
        'an election takes some seconds; if none succeeds, the orderers do not reach each other',
    ),
    ORDERERS_NO_RESERVE: warning(
        'orderers',
        'just enough orderers run: if one more fails, nothing is committed',
        'linguang network start {node} --data {data}',
        'bring those that are down back',
    ),
    ORDERER_BEHIND: error(
        'orderers',
        'an orderer lacks blocks that others have, and does not catch up',
        'linguang network logs {node} --data {data}',
        'see whether it reaches the others',
    ),
    GENESIS_DIFFERS: error(
        'ledgers',
        "a node's ledger begins with another block than the channel",
        ERASE_ONE,
        "the ledger is another network's: with an empty folder the node fetches all blocks again",
    ),
    LEDGER_FORK: error(
        'ledgers',
        'peers have different blocks of the same number',
        ERASE_ONE,
        'first keep a copy as evidence; with an empty folder the peer fetches all blocks again',
    ),
    PEER_BEHIND: error(
        'ledgers',
        'a peer lacks blocks that others have, and does not catch up',
        'linguang network logs {node} --data {data}',
        'see whether it reaches the orderers; "restart" makes it ask again at once',
    ),
    PEER_NOT_JOINED: error(
        'ledgers',
        'a peer answers and has not joined the channel',
        RESTART,
        'a start lets every peer join',
    ),
    LEDGER_UNANSWERED: warning(
        'ledgers',
        'a peer did not say what is in its ledger',
        'linguang network logs {node} --data {data}',
        'nothing is known of its blocks and packages',
    ),
    PACKAGE_MISSING: error(
        'packages',
        'a peer lacks the chaincode package of the code that is built here',
        RESTART,
        DEPLOY_ADVICE,
    ),
    CODE_MISSING: error(
        'packages',
        'the built code of a chaincode is not where its command says',
        'npm run build',
        'the chaincode process cannot start again',
    ),
    PROCESS_STALE: error(
        'packages',
        'a chaincode process runs another package than the one committed',
        'linguang network restart {process} --data {data}',
        'endorsements of it differ from those of other organisations',
    ),
    DEFINITION_MISSING: error(
        'definitions',
        'the channel has no definition of a chaincode of the topology',
        RESTART,
        DEPLOY_ADVICE,
    ),
    DEFINITION_STALE: error(
        'definitions',
        'the committed version is not that of the code that is built here',
        'linguang network upgrade {chaincode} --data {data}',
        'or restore the build that the organisations approved',
    ),
    DEFINITION_DIFFERS: error(
        'definitions',
        'endorsement policy, collections or initialisation of the committed definition are not those of the topology',
        'linguang network upgrade {chaincode} --data {data}',
        'or restore the topology the definition was made from',
    ),
    DEFINITION_PENDING: warning(
        'definitions',
        'some organisations approved a next definition that is not committed',
        'linguang network upgrade {chaincode} --data {data}',
        'an upgrade was not finished, or waits for the others',
    ),
    APPROVAL_MISSING: error(
        'definitions',
        'an organisation has not approved the committed definition',
        RESTART,
        'its peers do not endorse for this chaincode until it approves; a start approves what is built',
    ),
    APPROVAL_PACKAGE: error(
        'definitions',
        'an organisation approved the definition with another package than that of the code here',
        RESTART,
        DEPLOY_ADVICE,
    ),
    DEFINITION_UNANSWERED: warning(
        'definitions',
        'no peer of an organisation said what it approved',
        'linguang network status --data {data}',
        'nothing is known of its approvals',
    ),
    CHECK_UNFINISHED: warning(
        'doctor',
        'a check did not end in time',
        'linguang network doctor --data {data}',
        'something hangs: a disk, or a node; see the other findings',
    ),
    CHECK_FAILED: warning(
        'doctor',
        'a check could not be made',
        'linguang network doctor --data {data}',
        'the reason is what was seen',
    ),
} satisfies Readonly<Record<string, CatalogueEntry>>;

/** A stable code of something that is wrong. */
export type FindingCode = keyof typeof CATALOGUE;

import { StatusCode } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import { isProposedAnew } from './lifecycle.js';

const { MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT, ENDORSEMENT_POLICY_FAILURE, BAD_PAYLOAD, INVALID_CHAINCODE } =
    StatusCode;

describe('an operation whose transaction a block shows invalid', () => {
    it('is proposed anew after a lost race, six transactions at most', () => {
        expect(isProposedAnew([MVCC_READ_CONFLICT], 6)).to.equal(true);
        expect(isProposedAnew([MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT], 6)).to.equal(true);
        expect(isProposedAnew(Array(5).fill(MVCC_READ_CONFLICT), 6)).to.equal(true);
        expect(isProposedAnew(Array(6).fill(MVCC_READ_CONFLICT), 6)).to.equal(false);
    });

    it('is proposed anew when the chaincode may have been defined anew meanwhile, twice at most', () => {
        expect(isProposedAnew([ENDORSEMENT_POLICY_FAILURE], 6)).to.equal(true);
        expect(isProposedAnew([ENDORSEMENT_POLICY_FAILURE, INVALID_CHAINCODE], 6)).to.equal(true);
        expect(isProposedAnew([INVALID_CHAINCODE, MVCC_READ_CONFLICT, ENDORSEMENT_POLICY_FAILURE], 6)).to.equal(true);
        expect(isProposedAnew(Array(3).fill(ENDORSEMENT_POLICY_FAILURE), 6)).to.equal(false);
    });

    it('has failed where a new proposal would be no better', () => {
        expect(isProposedAnew([BAD_PAYLOAD], 6)).to.equal(false);
        expect(isProposedAnew([MVCC_READ_CONFLICT, BAD_PAYLOAD], 6)).to.equal(false);
    });
});

import { peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { EndorsementPlan } from './plan.js';

const endorser = (name: string) => ({ name });

function answer(endorserName: string, payload: string): peer.ProposalResponse {
    const endorsement = new peer.Endorsement();
    endorsement.setEndorser(Buffer.from(endorserName));
    const response = new peer.ProposalResponse();
    response.setPayload(Buffer.from(payload));
    response.setEndorsement(endorsement);
    return response;
}

function namesOf(plan: EndorsementPlan<{ name: string }>): string[] | undefined {
    return plan.endorsements?.map((one) => Buffer.from(one.getEndorser_asU8()).toString());
}

const groups = new Map([
    ['A', [endorser('a0'), endorser('a1')]],
    ['B', [endorser('b0')]],
    ['C', [endorser('c0')]],
]);

describe('an endorsement plan', () => {
    it('is complete when every group of a layout has endorsed', () => {
        const plan = new EndorsementPlan(
            [
                new Map([
                    ['A', 1],
                    ['B', 1],
                ]),
            ],
            groups,
        );
        expect(plan.nextEndorsers()?.map(({ name }) => name)).to.deep.equal(['a0', 'b0']);
        expect(plan.accept(endorser('a0'), answer('a0', 'x'))).to.equal(true);
        expect(plan.endorsements).to.equal(undefined);
        expect(plan.accept(endorser('b0'), answer('b0', 'x'))).to.equal(true);
        expect(namesOf(plan)).to.deep.equal(['a0', 'b0']);
        expect(Buffer.from(plan.payload ?? []).toString()).to.equal('x');
    });

    it('needs so many endorsers of a group as its layout says', () => {
        const plan = new EndorsementPlan([new Map([['A', 2]])], groups);
        expect(plan.nextEndorsers()).to.have.length(2);
        plan.accept(endorser('a0'), answer('a0', 'x'));
        expect(plan.endorsements).to.equal(undefined);
        plan.accept(endorser('a1'), answer('a1', 'x'));
        expect(namesOf(plan)).to.deep.equal(['a0', 'a1']);
    });

    it('replaces an endorser by another of its group, once', () => {
        const plan = new EndorsementPlan([new Map([['A', 1]])], groups);
        const [first] = plan.nextEndorsers() ?? [];
        expect(first?.name).to.equal('a0');
        expect(plan.substituteFor(endorser('a0'))?.name).to.equal('a1');
        expect(plan.substituteFor(endorser('a1'))).to.equal(undefined);
    });

    it('refuses an answer that differs from the first', () => {
        const plan = new EndorsementPlan(
            [
                new Map([
                    ['A', 1],
                    ['B', 1],
                ]),
            ],
            groups,
        );
        plan.nextEndorsers();
        plan.accept(endorser('a0'), answer('a0', 'x'));
        expect(plan.accept(endorser('b0'), answer('b0', 'y'))).to.equal(false);
        expect(plan.endorsements).to.equal(undefined);
    });

    it('keeps what was endorsed when it goes on to another layout', () => {
        const plan = new EndorsementPlan(
            [
                new Map([
                    ['A', 1],
                    ['B', 1],
                ]),
                new Map([
                    ['A', 1],
                    ['C', 1],
                ]),
            ],
            groups,
        );
        plan.nextEndorsers();
        plan.accept(endorser('a0'), answer('a0', 'x'));
        plan.abandon(['B']);
        expect(plan.nextEndorsers()?.map(({ name }) => name)).to.deep.equal(['c0']);
        plan.accept(endorser('c0'), answer('c0', 'x'));
        expect(namesOf(plan)).to.deep.equal(['a0', 'c0']);
    });

    it('counts an endorser that was asked before the plan was made only once', () => {
        const plan = new EndorsementPlan(
            [
                new Map([
                    ['A', 1],
                    ['B', 1],
                ]),
            ],
            groups,
        );
        plan.accept(endorser('a0'), answer('a0', 'x'));
        expect(plan.nextEndorsers()?.map(({ name }) => name)).to.deep.equal(['b0']);
        expect(plan.substituteFor(endorser('a0'))?.name).to.equal('a1');
    });

    it('has no layout left when a group lacks endorsers', () => {
        const plan = new EndorsementPlan([new Map([['B', 2]])], groups);
        expect(plan.nextEndorsers()).to.equal(undefined);
    });
});

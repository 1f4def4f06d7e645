package main

import (
	"context"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/client"
)

type committed struct {
	Result        string `json:"result"`
	TransactionID string `json:"transactionId"`
	Code          string `json:"code"`
	Successful    bool   `json:"successful"`
	Block         uint64 `json:"block"`
}

func evaluate(c *connection, asked request) (any, error) {
	ctx, cancel := deadline(asked)
	defer cancel()
	result, err := contract(c, asked).EvaluateWithContext(ctx, asked.Function, options(asked)...)
	return string(result), err
}

func submit(c *connection, asked request) (any, error) {
	ctx, cancel := deadline(asked)
	defer cancel()
	result, err := contract(c, asked).SubmitWithContext(ctx, asked.Function, options(asked)...)
	return string(result), err
}

// commit submits and waits for the status apart, so that an invalid transaction is an answer and no error.
func commit(c *connection, asked request) (any, error) {
	result, pending, err := contract(c, asked).SubmitAsync(asked.Function, options(asked)...)
	if err != nil {
		return nil, err
	}
	return statusOf(pending, result)
}

// twice sends one transaction to the orderers two times.
func twice(c *connection, asked request) (any, error) {
	proposal, err := contract(c, asked).NewProposal(asked.Function, options(asked)...)
	if err != nil {
		return nil, err
	}
	transaction, err := proposal.Endorse()
	if err != nil {
		return nil, err
	}
	statuses := []any{}
	for range 2 {
		pending, err := transaction.Submit()
		if err != nil {
			return nil, err
		}
		status, err := statusOf(pending, transaction.Result())
		if err != nil {
			return nil, err
		}
		statuses = append(statuses, status)
	}
	return statuses, nil
}

// offline has every message signed apart from the gateway that sends it.
func offline(c *connection, asked request) (any, error) {
	signed := func(message interface {
		Bytes() ([]byte, error)
		Digest() []byte
	}) ([]byte, []byte, error) {
		bytes, err := message.Bytes()
		if err != nil {
			return nil, nil, err
		}
		signature, err := c.sign(message.Digest())
		return bytes, signature, err
	}
	unsigned, err := c.offline.GetNetwork(c.network.Name()).GetContract(asked.Chaincode).NewProposal(asked.Function, options(asked)...)
	if err != nil {
		return nil, err
	}
	bytes, signature, err := signed(unsigned)
	if err != nil {
		return nil, err
	}
	proposal, err := c.offline.NewSignedProposal(bytes, signature)
	if err != nil {
		return nil, err
	}
	endorsed, err := proposal.Endorse()
	if err != nil {
		return nil, err
	}
	if bytes, signature, err = signed(endorsed); err != nil {
		return nil, err
	}
	transaction, err := c.offline.NewSignedTransaction(bytes, signature)
	if err != nil {
		return nil, err
	}
	pending, err := transaction.Submit()
	if err != nil {
		return nil, err
	}
	if bytes, signature, err = signed(pending); err != nil {
		return nil, err
	}
	asking, err := c.offline.NewSignedCommit(bytes, signature)
	if err != nil {
		return nil, err
	}
	return statusOf(asking, transaction.Result())
}

func statusOf(pending *client.Commit, result []byte) (any, error) {
	status, err := pending.Status()
	if err != nil {
		return nil, err
	}
	return committed{string(result), status.TransactionID, status.Code.String(), status.Successful, status.BlockNumber}, nil
}

func contract(c *connection, asked request) *client.Contract {
	return c.network.GetContract(asked.Chaincode)
}

func options(asked request) []client.ProposalOption {
	chosen := []client.ProposalOption{client.WithArguments(asked.Arguments...)}
	if len(asked.Transient) > 0 {
		transient := map[string][]byte{}
		for name, value := range asked.Transient {
			transient[name] = []byte(value)
		}
		chosen = append(chosen, client.WithTransient(transient))
	}
	if len(asked.Organisations) > 0 {
		chosen = append(chosen, client.WithEndorsingOrganizations(asked.Organisations...))
	}
	return chosen
}

func deadline(asked request) (context.Context, context.CancelFunc) {
	milliseconds := asked.TimeoutMs
	if milliseconds == 0 {
		milliseconds = 30_000
	}
	return context.WithTimeout(context.Background(), time.Duration(milliseconds)*time.Millisecond)
}

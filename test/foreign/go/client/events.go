package main

import (
	"fmt"

	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
)

type event struct {
	Name          string `json:"name"`
	Payload       string `json:"payload"`
	TransactionID string `json:"transactionId"`
	Block         uint64 `json:"block"`
}

type block struct {
	Number       uint64 `json:"number"`
	Transactions int    `json:"transactions"`
	Private      int    `json:"privateTransactions"`
}

// events waits for so many events. A checkpoint file lets the next call go on where this one ended.
func events(c *connection, asked request) (any, error) {
	ctx, cancel := deadline(asked)
	defer cancel()
	chosen := []client.ChaincodeEventsOption{}
	if asked.StartBlock != nil {
		chosen = append(chosen, client.WithStartBlock(*asked.StartBlock))
	}
	seen := func(*client.ChaincodeEvent) error { return nil }
	if asked.Checkpoint != "" {
		checkpointer, err := client.NewFileCheckpointer(asked.Checkpoint)
		if err != nil {
			return nil, err
		}
		defer checkpointer.Close()
		chosen = append(chosen, client.WithCheckpoint(checkpointer))
		seen = checkpointer.CheckpointChaincodeEvent
	}
	stream, err := c.network.ChaincodeEvents(ctx, asked.Chaincode, chosen...)
	if err != nil {
		return nil, err
	}
	received := []event{}
	for len(received) < asked.Count {
		one, open := <-stream
		if !open {
			return nil, fmt.Errorf("the stream ended after %d events", len(received))
		}
		if err := seen(one); err != nil {
			return nil, err
		}
		received = append(received, event{one.EventName, string(one.Payload), one.TransactionID, one.BlockNumber})
	}
	return received, nil
}

func blocks(c *connection, asked request) (any, error) {
	ctx, cancel := deadline(asked)
	defer cancel()
	stream, err := c.network.BlockEvents(ctx, from(asked))
	if err != nil {
		return nil, err
	}
	return collect(stream, asked.Count, func(one *common.Block) block {
		return block{one.GetHeader().GetNumber(), len(one.GetData().GetData()), 0}
	})
}

func filtered(c *connection, asked request) (any, error) {
	ctx, cancel := deadline(asked)
	defer cancel()
	stream, err := c.network.FilteredBlockEvents(ctx, from(asked))
	if err != nil {
		return nil, err
	}
	return collect(stream, asked.Count, func(one *peer.FilteredBlock) block {
		return block{one.GetNumber(), len(one.GetFilteredTransactions()), 0}
	})
}

func privateBlocks(c *connection, asked request) (any, error) {
	ctx, cancel := deadline(asked)
	defer cancel()
	stream, err := c.network.BlockAndPrivateDataEvents(ctx, from(asked))
	if err != nil {
		return nil, err
	}
	return collect(stream, asked.Count, func(one *peer.BlockAndPrivateData) block {
		content := one.GetBlock()
		return block{content.GetHeader().GetNumber(), len(content.GetData().GetData()), len(one.GetPrivateDataMap())}
	})
}

func from(asked request) client.BlockEventsOption {
	if asked.StartBlock == nil {
		return client.WithStartBlock(0)
	}
	return client.WithStartBlock(*asked.StartBlock)
}

func collect[T any](stream <-chan T, count int, describe func(T) block) (any, error) {
	received := []block{}
	for len(received) < count {
		one, open := <-stream
		if !open {
			return nil, fmt.Errorf("the stream ended after %d blocks", len(received))
		}
		received = append(received, describe(one))
	}
	return received, nil
}

package main

import (
	"errors"

	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"google.golang.org/grpc/status"
)

// failure is what an application learns of an error: the step, the gRPC code, the text, and what each node said.
type failure struct {
	Step          string   `json:"step"`
	Code          string   `json:"code"`
	Message       string   `json:"message"`
	TransactionID string   `json:"transactionId,omitempty"`
	Details       []detail `json:"details"`
}

type detail struct {
	MspID   string `json:"mspId"`
	Message string `json:"message"`
}

func describe(err error) *failure {
	described := &failure{Step: stepOf(err), Code: status.Code(err).String(), Message: err.Error(), Details: []detail{}}
	var transaction *client.TransactionError
	if errors.As(err, &transaction) {
		described.TransactionID = transaction.TransactionID
	}
	var invalid *client.CommitError
	if errors.As(err, &invalid) {
		described.TransactionID = invalid.TransactionID
		described.Code = invalid.Code.String()
	}
	if known, is := status.FromError(err); is {
		described.Message = known.Message()
	}
	var detailed interface {
		Details() []*gateway.ErrorDetail
	}
	if errors.As(err, &detailed) {
		for _, one := range detailed.Details() {
			described.Details = append(described.Details, detail{one.GetMspId(), one.GetMessage()})
		}
	}
	return described
}

func stepOf(err error) string {
	var endorse *client.EndorseError
	var submit *client.SubmitError
	var asking *client.CommitStatusError
	var invalid *client.CommitError
	switch {
	case errors.As(err, &endorse):
		return "endorse"
	case errors.As(err, &submit):
		return "submit"
	case errors.As(err, &asking):
		return "commitStatus"
	case errors.As(err, &invalid):
		return "commit"
	default:
		return "other"
	}
}

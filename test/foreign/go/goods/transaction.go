package goods

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sort"
	"time"

	"github.com/hyperledger/fabric-chaincode-go/v2/pkg/cid"
	"github.com/hyperledger/fabric-chaincode-go/v2/pkg/statebased"
	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
)

// Facts is what a chaincode learns about its transaction and its caller.
type Facts struct {
	Channel   string `json:"channel"`
	TxID      string `json:"txId"`
	Timestamp int64  `json:"timestamp"`
	Binding   string `json:"binding"`
	MspID     string `json:"mspId"`
	Name      string `json:"name"`
}

// Tell answers what is known of this transaction.
func Tell(stub shim.ChaincodeStubInterface) (string, error) {
	timestamp, err := stub.GetTxTimestamp()
	if err != nil {
		return "", err
	}
	binding, err := stub.GetBinding()
	if err != nil {
		return "", err
	}
	caller, err := cid.New(stub)
	if err != nil {
		return "", err
	}
	mspID, err := caller.GetMSPID()
	if err != nil {
		return "", err
	}
	certificate, err := caller.GetX509Certificate()
	if err != nil {
		return "", err
	}
	return encode(Facts{stub.GetChannelID(), stub.GetTxID(), timestamp.AsTime().UnixMilli(),
		hex.EncodeToString(binding), mspID, certificate.Subject.CommonName})
}

// Announce writes a value and emits an event with it.
func Announce(stub shim.ChaincodeStubInterface, name, key, value string) error {
	if err := stub.PutState(key, []byte(value)); err != nil {
		return err
	}
	return stub.SetEvent(name, []byte(value))
}

// Ask calls another chaincode of the channel with a JSON array of arguments, and passes on its answer or its error.
func Ask(stub shim.ChaincodeStubInterface, chaincode, list string) (string, error) {
	var texts []string
	if err := json.Unmarshal([]byte(list), &texts); err != nil {
		return "", err
	}
	arguments := [][]byte{}
	for _, text := range texts {
		arguments = append(arguments, []byte(text))
	}
	response := stub.InvokeChaincode(chaincode, arguments, "")
	if response.GetStatus() != shim.OK {
		return "", fmt.Errorf("%s answered %d: %s", chaincode, response.GetStatus(), response.GetMessage())
	}
	return string(response.GetPayload()), nil
}

// Guard makes the peers of an organisation endorse all later changes of a key.
func Guard(stub shim.ChaincodeStubInterface, key, mspID string) error {
	policy, err := statebased.NewStateEP(nil)
	if err != nil {
		return err
	}
	if err := policy.AddOrgs(statebased.RoleTypePeer, mspID); err != nil {
		return err
	}
	bytes, err := policy.Policy()
	if err != nil {
		return err
	}
	return stub.SetStateValidationParameter(key, bytes)
}

// Guards lists the organisations that must endorse changes of a key.
func Guards(stub shim.ChaincodeStubInterface, key string) (string, error) {
	bytes, err := stub.GetStateValidationParameter(key)
	if err != nil {
		return "", err
	}
	policy, err := statebased.NewStateEP(bytes)
	if err != nil {
		return "", err
	}
	organisations := policy.ListOrgs()
	sort.Strings(organisations)
	return encode(organisations)
}

// Refuse fails with a text, after writing what must then not be written.
func Refuse(stub shim.ChaincodeStubInterface, text string) error {
	if err := stub.PutState("refused", []byte(text)); err != nil {
		return err
	}
	return errors.New(text)
}

// Wait takes that many milliseconds.
func Wait(milliseconds int32) {
	time.Sleep(time.Duration(milliseconds) * time.Millisecond)
}

// Crash ends the process.
func Crash() {
	os.Exit(99)
}

// Command shim serves a chaincode on the bare shim: what contracts do not reach, such as raw bytes, batches of writes and
// reads of many keys at once.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"strconv"

	"foreign/goods"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
)

type depot struct{}

func (depot) Init(shim.ChaincodeStubInterface) *peer.Response { return shim.Success(nil) }

func (depot) Invoke(stub shim.ChaincodeStubInterface) *peer.Response {
	function, arguments := stub.GetFunctionAndParameters()
	call, found := calls[function]
	if !found {
		return shim.Error(fmt.Sprintf("DEPOT_FUNCTION: there is no function %s", function))
	}
	if len(arguments) != call.arguments {
		return shim.Error(fmt.Sprintf("DEPOT_ARGUMENTS: %s takes %d arguments, not %d", function, call.arguments, len(arguments)))
	}
	answer, err := call.run(stub, arguments)
	if err != nil {
		return shim.Error(err.Error())
	}
	return shim.Success([]byte(answer))
}

type call struct {
	arguments int
	run       func(stub shim.ChaincodeStubInterface, arguments []string) (string, error)
}

var calls = map[string]call{
	"put": {2, func(stub shim.ChaincodeStubInterface, a []string) (string, error) {
		return "", goods.Put(stub, a[0], a[1])
	}},
	"get": {1, func(stub shim.ChaincodeStubInterface, a []string) (string, error) { return goods.Get(stub, a[0]) }},
	"range": {2, func(stub shim.ChaincodeStubInterface, a []string) (string, error) {
		return goods.Range(stub, a[0], a[1])
	}},
	"ask":  {2, func(stub shim.ChaincodeStubInterface, a []string) (string, error) { return goods.Ask(stub, a[0], a[1]) }},
	"fill": {2, fill},
	"pick": {2, pick},
}

// fill writes numbered keys as one message to the peer.
func fill(stub shim.ChaincodeStubInterface, arguments []string) (string, error) {
	count, err := strconv.Atoi(arguments[1])
	if err != nil {
		return "", err
	}
	stub.StartWriteBatch()
	for i := range count {
		if err := stub.PutState(numbered(arguments[0], i), []byte(strconv.Itoa(i*i))); err != nil {
			return "", err
		}
	}
	return "", stub.FinishWriteBatch()
}

// pick reads numbered keys as one message to the peer.
func pick(stub shim.ChaincodeStubInterface, arguments []string) (string, error) {
	count, err := strconv.Atoi(arguments[1])
	if err != nil {
		return "", err
	}
	keys := make([]string, count)
	for i := range keys {
		keys[i] = numbered(arguments[0], i)
	}
	values, err := stub.GetMultipleStates(keys...)
	return string(bytes.Join(values, []byte(","))), err
}

func numbered(prefix string, number int) string { return fmt.Sprintf("%s%04d", prefix, number) }

func main() {
	server := &shim.ChaincodeServer{
		CCID:     os.Getenv("CHAINCODE_ID"),
		Address:  os.Getenv("CHAINCODE_SERVER_ADDRESS"),
		CC:       depot{},
		TLSProps: tlsProperties(),
	}
	if err := server.Start(); err != nil {
		log.Fatalf("the chaincode cannot be served: %v", err)
	}
}

// tlsProperties reads TLS in the words of Fabric's samples.
func tlsProperties() shim.TLSProperties {
	if disabled, err := strconv.ParseBool(os.Getenv("CHAINCODE_TLS_DISABLED")); err == nil && disabled {
		return shim.TLSProperties{Disabled: true}
	}
	return shim.TLSProperties{
		Key:           read("CHAINCODE_TLS_KEY"),
		Cert:          read("CHAINCODE_TLS_CERT"),
		ClientCACerts: read("CHAINCODE_CLIENT_CA_CERT"),
	}
}

func read(variable string) []byte {
	content, err := os.ReadFile(os.Getenv(variable))
	if err != nil {
		log.Fatalf("%s: %v", variable, err)
	}
	return content
}

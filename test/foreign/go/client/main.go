// Command client is an application on the Go gateway library that a test drives: each line of its input is a request in
// JSON, each line of its output the answer. The client in Java understands the same requests.
//
//	client PROFILE USER
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"os"
)

type request struct {
	Action        string            `json:"action"`
	Chaincode     string            `json:"chaincode"`
	Function      string            `json:"function"`
	Arguments     []string          `json:"arguments"`
	Transient     map[string]string `json:"transientData"`
	Organisations []string          `json:"organisations"`
	TimeoutMs     int               `json:"timeoutMs"`
	StartBlock    *uint64           `json:"startBlock"`
	Count         int               `json:"count"`
	Checkpoint    string            `json:"checkpoint"`
}

type answer struct {
	Value   any      `json:"value,omitempty"`
	Failure *failure `json:"failure,omitempty"`
}

var actions = map[string]func(*connection, request) (any, error){
	"evaluate": evaluate,
	"submit":   submit,
	"commit":   commit,
	"twice":    twice,
	"offline":  offline,
	"events":   events,
	"blocks":   blocks,
	"filtered": filtered,
	"private":  privateBlocks,
}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: client PROFILE USER")
	}
	connected, err := connect(os.Args[1], os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 16<<20)
	output := json.NewEncoder(os.Stdout)
	for input.Scan() {
		if err := output.Encode(reply(connected, input.Bytes())); err != nil {
			log.Fatal(err)
		}
	}
}

func reply(connected *connection, line []byte) answer {
	var asked request
	if err := json.Unmarshal(line, &asked); err != nil {
		return answer{Failure: describe(err)}
	}
	action, found := actions[asked.Action]
	if !found {
		return answer{Failure: describe(fmt.Errorf("there is no action %q", asked.Action))}
	}
	value, err := action(connected, asked)
	if err != nil {
		return answer{Failure: describe(err)}
	}
	return answer{Value: value}
}

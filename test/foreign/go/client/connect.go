package main

import (
	"crypto/x509"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-gateway/pkg/hash"
	"github.com/hyperledger/fabric-gateway/pkg/identity"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

// profile is a connection profile of the network, as far as a client needs it.
type profile struct {
	Channel string `json:"channel"`
	MspID   string `json:"mspId"`
	Peers   []struct {
		Address       string `json:"address"`
		TLSCaCert     string `json:"tlsCaCert"`
		TLSServerName string `json:"tlsServerName"`
	} `json:"peers"`
	Identities map[string]struct {
		MspDir string `json:"mspDir"`
	} `json:"identities"`
}

// connection is a gateway for a client identity, and beside it one that cannot sign.
type connection struct {
	network *client.Network
	gateway *client.Gateway
	offline *client.Gateway
	sign    identity.Sign
}

// connect reads a profile, whose relative paths start at its own folder, and connects to the organisation's first peer.
func connect(file, user string) (*connection, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var described profile
	if err := json.Unmarshal(text, &described); err != nil {
		return nil, err
	}
	path := func(parts ...string) string {
		joined := filepath.Join(parts...)
		if filepath.IsAbs(joined) {
			return joined
		}
		return filepath.Join(filepath.Dir(file), joined)
	}
	peer := described.Peers[0]
	authority, err := os.ReadFile(path(peer.TLSCaCert))
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(authority) {
		return nil, fmt.Errorf("%s holds no certificate", peer.TLSCaCert)
	}
	transport := credentials.NewClientTLSFromCert(pool, peer.TLSServerName)
	channel, err := grpc.NewClient(peer.Address, grpc.WithTransportCredentials(transport))
	if err != nil {
		return nil, err
	}
	folder := described.Identities[user].MspDir
	id, err := readIdentity(described.MspID, path(folder, "signcerts", "cert.pem"))
	if err != nil {
		return nil, err
	}
	sign, err := readSigner(path(folder, "keystore", "key.pem"))
	if err != nil {
		return nil, err
	}
	options := []client.ConnectOption{client.WithHash(hash.SHA256), client.WithClientConnection(channel),
		client.WithEvaluateTimeout(10 * time.Second), client.WithEndorseTimeout(15 * time.Second),
		client.WithSubmitTimeout(5 * time.Second), client.WithCommitStatusTimeout(30 * time.Second)}
	gateway, err := client.Connect(id, append(options, client.WithSign(sign))...)
	if err != nil {
		return nil, err
	}
	offline, err := client.Connect(id, options...)
	if err != nil {
		return nil, err
	}
	return &connection{gateway.GetNetwork(described.Channel), gateway, offline, sign}, nil
}

func readIdentity(mspID, file string) (*identity.X509Identity, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	certificate, err := identity.CertificateFromPEM(pem)
	if err != nil {
		return nil, err
	}
	return identity.NewX509Identity(mspID, certificate)
}

func readSigner(file string) (identity.Sign, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	key, err := identity.PrivateKeyFromPEM(pem)
	if err != nil {
		return nil, err
	}
	return identity.NewPrivateKeySign(key)
}

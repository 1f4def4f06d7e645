package foreign.client;

import com.google.gson.Gson;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.TlsChannelCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.client.Gateway;
import org.hyperledger.fabric.client.Hash;
import org.hyperledger.fabric.client.Network;
import org.hyperledger.fabric.client.identity.Identities;
import org.hyperledger.fabric.client.identity.Signer;
import org.hyperledger.fabric.client.identity.Signers;
import org.hyperledger.fabric.client.identity.X509Identity;

/** A gateway for a client identity, and beside it one that cannot sign. */
record Connection(ManagedChannel channel, Gateway gateway, Gateway offline, Signer signer, String channelName)
        implements AutoCloseable {
    private record Peer(String address, String tlsCaCert, String tlsServerName) {}

    private record User(String mspDir) {}

    private record Profile(String channel, String mspId, List<Peer> peers, Map<String, User> identities) {}

    /** Reads a connection profile, whose relative paths start at its own folder, and connects to its first peer. */
    static Connection open(final Path file, final String user) throws Exception {
        Profile profile = new Gson().fromJson(Files.readString(file), Profile.class);
        Path folder = file.toAbsolutePath().getParent();
        Peer peer = profile.peers().get(0);
        ManagedChannelBuilder<?> builder = Grpc.newChannelBuilder(
                peer.address(),
                TlsChannelCredentials.newBuilder()
                        .trustManager(folder.resolve(peer.tlsCaCert()).toFile())
                        .build());
        if (peer.tlsServerName() != null) {
            builder.overrideAuthority(peer.tlsServerName());
        }
        ManagedChannel channel = builder.build();
        Path msp = folder.resolve(profile.identities().get(user).mspDir());
        X509Certificate certificate =
                Identities.readX509Certificate(Files.newBufferedReader(msp.resolve("signcerts/cert.pem")));
        Signer signer = Signers.newPrivateKeySigner(
                Identities.readPrivateKey(Files.newBufferedReader(msp.resolve("keystore/key.pem"))));
        Gateway.Builder options = Gateway.newInstance()
                .identity(new X509Identity(profile.mspId(), certificate))
                .hash(Hash.SHA256)
                .connection(channel)
                .evaluateOptions(call -> call.withDeadlineAfter(10, TimeUnit.SECONDS))
                .endorseOptions(call -> call.withDeadlineAfter(15, TimeUnit.SECONDS))
                .submitOptions(call -> call.withDeadlineAfter(5, TimeUnit.SECONDS))
                .commitStatusOptions(call -> call.withDeadlineAfter(30, TimeUnit.SECONDS));
        Gateway offline = options.connect();
        return new Connection(channel, options.signer(signer).connect(), offline, signer, profile.channel());
    }

    Network network() {
        return gateway.getNetwork(channelName);
    }

    @Override
    public void close() throws InterruptedException {
        gateway.close();
        offline.close();
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
}

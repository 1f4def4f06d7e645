package foreign.goods;

import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.hyperledger.fabric.contract.ClientIdentity;
import org.hyperledger.fabric.contract.Context;
import org.hyperledger.fabric.shim.Chaincode.Response;
import org.hyperledger.fabric.shim.ChaincodeException;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ext.sbe.StateBasedEndorsement;
import org.hyperledger.fabric.shim.ext.sbe.StateBasedEndorsement.RoleType;
import org.hyperledger.fabric.shim.ext.sbe.impl.StateBasedEndorsementFactory;

/** What a contract says of its transaction, and to other chaincodes and peers. */
final class Talk {
    record Facts(String channel, String txId, long timestamp, String binding, String mspId, String name) {}

    private Talk() {}

    static String tell(final Context context) {
        ChaincodeStub stub = context.getStub();
        ClientIdentity caller = context.getClientIdentity();
        return Json.encode(new Facts(
                stub.getChannelId(),
                stub.getTxId(),
                stub.getTxTimestamp().toEpochMilli(),
                Json.hex(stub.getBinding()),
                caller.getMSPID(),
                commonName(caller)));
    }

    static String ask(final ChaincodeStub stub, final String chaincode, final String list) {
        List<byte[]> arguments = Json.texts(list).stream().map(Json::bytes).toList();
        Response response = stub.invokeChaincode(chaincode, arguments, "");
        if (response.getStatus() != Response.Status.SUCCESS) {
            throw new ChaincodeException(
                    chaincode + " answered " + response.getStatusCode() + ": " + response.getMessage());
        }
        return response.getStringPayload();
    }

    static void guard(final ChaincodeStub stub, final String key, final String mspId) {
        StateBasedEndorsement policy = StateBasedEndorsementFactory.getInstance().newStateBasedEndorsement(null);
        policy.addOrgs(RoleType.RoleTypePeer, mspId);
        stub.setStateValidationParameter(key, policy.policy());
    }

    static String guards(final ChaincodeStub stub, final String key) {
        byte[] policy = stub.getStateValidationParameter(key);
        return Json.encode(StateBasedEndorsementFactory.getInstance()
                .newStateBasedEndorsement(policy)
                .listOrgs()
                .stream()
                .sorted()
                .toList());
    }

    private static String commonName(final ClientIdentity caller) {
        try {
            LdapName subject = new LdapName(
                    caller.getX509Certificate().getSubjectX500Principal().getName());
            return subject.getRdns().stream()
                    .filter(part -> part.getType().equals("CN"))
                    .map(Rdn::getValue)
                    .map(Object::toString)
                    .findFirst()
                    .orElse("");
        } catch (InvalidNameException wrong) {
            throw new ChaincodeException(wrong.getMessage(), wrong);
        }
    }
}

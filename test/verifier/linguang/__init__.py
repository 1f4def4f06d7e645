"""A second verifier of Linguang's certificates: Python's standard library and the OpenSSL command line, written from the documents."""

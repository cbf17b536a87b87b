"""OpenTherm on the host: what frames mean in plain words, and logs of gateways."""

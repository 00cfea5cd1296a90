"""The made-up data of the sample file: what is in it stands in TOML, how it is written stands in the modules."""

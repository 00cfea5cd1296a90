"""The scriptable twin: parse, call a service, render."""

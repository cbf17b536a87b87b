"""One file a machine; docs/machines.md says how to write one."""

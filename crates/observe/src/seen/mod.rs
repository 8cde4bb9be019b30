//! Machines as seen from outside or by others: scans, tables of addresses, directories, SNMP. Not here: what a machine says of itself.

pub(crate) mod arp;
pub(crate) mod dhcp;
pub(crate) mod directory;
pub(crate) mod nmap;
pub(crate) mod snmp;

"""How often one may knock: counters that keep a flood out and let a stairwell's shared Wi-Fi in."""

mod incidents;

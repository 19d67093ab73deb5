nav-overview = Overzicht

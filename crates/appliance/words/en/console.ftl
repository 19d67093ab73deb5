nav-overview = Overview

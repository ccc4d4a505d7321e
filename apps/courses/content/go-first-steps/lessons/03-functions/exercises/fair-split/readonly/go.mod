module fairsplit

go 1.21

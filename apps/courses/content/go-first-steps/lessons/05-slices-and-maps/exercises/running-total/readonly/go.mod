module runningtotal

go 1.21
